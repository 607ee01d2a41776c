/// Messages of Protocol Buffers without their schema: fields by number, read and written as any
/// type. Values that their users confine. Knows events' bytes only.
@NullMarked
package dev.pipy.codec.protobuf;

import org.jspecify.annotations.NullMarked;
