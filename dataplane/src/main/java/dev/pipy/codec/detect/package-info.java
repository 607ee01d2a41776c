/// Tells by the first bytes of a connection what is spoken there. Only looks: bytes stay where they
/// are. Knows Netty's buffers alone.
@NullMarked
package dev.pipy.codec.detect;

import org.jspecify.annotations.NullMarked;
