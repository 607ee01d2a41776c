package dev.pipy.upstream;

import dev.pipy.transport.SocketOptions;
import java.time.Duration;

/// How a connection to a peer is made.
///
/// @param socket how the socket behaves once it is open
/// @param connectLimit longest time for resolving and connecting, per attempt
/// @param retryCount further attempts after a failure; negative means without end
/// @param retryDelay pause between attempts
public record ConnectOptions(
    SocketOptions socket, Duration connectLimit, int retryCount, Duration retryDelay) {}
