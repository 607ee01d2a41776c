@NullMarked
package dev.pipy.control.logging;

import org.jspecify.annotations.NullMarked;
