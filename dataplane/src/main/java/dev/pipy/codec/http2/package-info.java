/// HTTP/2 (RFC 9113) as a state machine over bytes: frames, streams, flow control, limits, and what
/// header fields become as heads. HPACK (RFC 7541) is Netty's. Confined to a worker; knows heads
/// and events, no pipeline, no socket and no clock but the one it is given.
@NullMarked
package dev.pipy.codec.http2;

import org.jspecify.annotations.NullMarked;
