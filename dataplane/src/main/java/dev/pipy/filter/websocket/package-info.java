/// WebSocket messages to and from bytes, as filters. Confined to the worker of the stream.
@NullMarked
package dev.pipy.filter.websocket;

import org.jspecify.annotations.NullMarked;
