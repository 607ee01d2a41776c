/// Messages of Protocol Buffers, good and broken.
@NullMarked
package dev.pipy.codec.protobuf;

import org.jspecify.annotations.NullMarked;
