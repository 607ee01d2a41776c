/// The frames of WebSocket (RFC 6455 section 5), read and written. State machines over bytes,
/// confined to whoever feeds them. Knows Netty's buffers only.
@NullMarked
package dev.pipy.codec.websocket;

import org.jspecify.annotations.NullMarked;
