@NullMarked
package dev.pipy.program;

import org.jspecify.annotations.NullMarked;
