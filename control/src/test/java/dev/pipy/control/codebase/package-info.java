@NullMarked
package dev.pipy.control.codebase;

import org.jspecify.annotations.NullMarked;
