/// Thrift messages to and from bytes, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.thrift;

import org.jspecify.annotations.NullMarked;
