/// WebSocket frames at every split point, and broken ones.
@NullMarked
package dev.pipy.codec.websocket;

import org.jspecify.annotations.NullMarked;
