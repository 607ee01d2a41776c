/// Streams through other processes. What blocks (starting, pipes, ending) happens on threads that
/// are no workers; all else is confined to a worker.
@NullMarked
package dev.pipy.filter.process;

import org.jspecify.annotations.NullMarked;
