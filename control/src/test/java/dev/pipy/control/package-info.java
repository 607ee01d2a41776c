@NullMarked
package dev.pipy.control;

import org.jspecify.annotations.NullMarked;
