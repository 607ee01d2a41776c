/// Where a byte arrives: listening ports and the connections of clients. Accepting and reading run
/// on workers' loops; opening and closing ports on the thread that activates a program.
@NullMarked
package dev.pipy.downstream;

import org.jspecify.annotations.NullMarked;
