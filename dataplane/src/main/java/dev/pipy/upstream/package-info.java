/// Where a byte leaves: connections to peers and name resolution, on the loop of the stream that
/// opened them.
@NullMarked
package dev.pipy.upstream;

import org.jspecify.annotations.NullMarked;
