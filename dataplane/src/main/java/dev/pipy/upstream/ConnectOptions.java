package dev.pipy.upstream;

import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a connection to a peer is made.
///
/// @param protocol what the peer speaks
/// @param socket how the socket behaves once it is open
/// @param connectLimit longest time for resolving, and for each address of the peer; 0 is 60 s. An
///   attempt takes four times as long at most
/// @param retryCount further attempts after a failure; negative means without end
/// @param retryDelay pause between attempts
/// @param local our own address, with port 0 for any port; null for whichever the system chooses
public record ConnectOptions(
    Protocol protocol,
    SocketOptions socket,
    Duration connectLimit,
    int retryCount,
    Duration retryDelay,
    @Nullable InetSocketAddress local) {

  /// From the address that the system chooses.
  public ConnectOptions(
      Protocol protocol,
      SocketOptions socket,
      Duration connectLimit,
      int retryCount,
      Duration retryDelay) {
    this(protocol, socket, connectLimit, retryCount, retryDelay, null);
  }

  /// The same from an address of our own.
  public ConnectOptions from(InetSocketAddress local) {
    return new ConnectOptions(protocol, socket, connectLimit, retryCount, retryDelay, local);
  }
}
