/// Streams to and from files. The disk is only touched on the blocking threads; all else is
/// confined to a worker.
@NullMarked
package dev.pipy.filter.file;

import org.jspecify.annotations.NullMarked;
