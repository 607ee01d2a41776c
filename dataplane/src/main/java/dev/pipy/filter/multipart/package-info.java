/// Multipart messages cut into their parts, as a filter. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.multipart;

import org.jspecify.annotations.NullMarked;
