/// Values of Redis to and from bytes, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.resp;

import org.jspecify.annotations.NullMarked;
