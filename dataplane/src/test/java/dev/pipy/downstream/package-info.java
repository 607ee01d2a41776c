@NullMarked
package dev.pipy.downstream;

import org.jspecify.annotations.NullMarked;
