/// Filters that hand streams over to peers.
@NullMarked
package dev.pipy.filter.connect;

import org.jspecify.annotations.NullMarked;
