/// WebSocket filters on the bench, and a client of the JDK on sockets.
@NullMarked
package dev.pipy.filter.websocket;

import org.jspecify.annotations.NullMarked;
