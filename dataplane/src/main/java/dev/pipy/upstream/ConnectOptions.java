package dev.pipy.upstream;

import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import java.time.Duration;

/// How a connection to a peer is made.
///
/// @param protocol what the peer speaks
/// @param socket how the socket behaves once it is open
/// @param connectLimit longest time for resolving, and for each address of the peer; 0 is 60 s. An
///   attempt takes four times as long at most
/// @param retryCount further attempts after a failure; negative means without end
/// @param retryDelay pause between attempts
public record ConnectOptions(
    Protocol protocol,
    SocketOptions socket,
    Duration connectLimit,
    int retryCount,
    Duration retryDelay) {}
