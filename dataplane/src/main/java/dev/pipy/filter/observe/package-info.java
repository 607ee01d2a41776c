/// Filters that let whoever writes a script see what flows. They change nothing.
@NullMarked
package dev.pipy.filter.observe;

import org.jspecify.annotations.NullMarked;
