@NullMarked
package dev.pipy.control.diff;

import org.jspecify.annotations.NullMarked;
