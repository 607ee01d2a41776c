/// Thrift messages to and from bytes.
@NullMarked
package dev.pipy.filter.thrift;

import org.jspecify.annotations.NullMarked;
