/// The handshakes of SOCKS 4, 4a and 5 (RFC 1928, RFC 1929), for either side. State machines over
/// bytes, confined to whoever feeds them. Knows Netty's buffers and address texts only.
@NullMarked
package dev.pipy.codec.socks;

import org.jspecify.annotations.NullMarked;
