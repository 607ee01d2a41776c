@NullMarked
package dev.pipy.codebase;

import org.jspecify.annotations.NullMarked;
