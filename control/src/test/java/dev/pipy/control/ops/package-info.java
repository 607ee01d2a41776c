@NullMarked
package dev.pipy.control.ops;

import org.jspecify.annotations.NullMarked;
