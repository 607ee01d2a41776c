/// Compressing the bodies of messages, and undoing it, with the header fields that say so. Confined
/// to the worker of the stream.
@NullMarked
package dev.pipy.filter.compression;

import org.jspecify.annotations.NullMarked;
