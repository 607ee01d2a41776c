/// Thrift's messages at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.thrift;

import org.jspecify.annotations.NullMarked;
