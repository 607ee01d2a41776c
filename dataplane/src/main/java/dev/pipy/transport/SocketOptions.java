package dev.pipy.transport;

import java.io.IOException;
import java.time.Duration;

/// How one socket behaves. A zero duration means: no limit. Time limits are checked at an eighth of
/// the shortest, at least every 0.1 and at most every 10 seconds.
///
/// @param idleLimit longest time in which no byte is read and the peer takes none
/// @param readLimit longest time without a byte read
/// @param writeLimit longest time in which the peer takes nothing of what waits for it
/// @param congestionLimit bytes waiting to be sent at which whoever feeds the socket pauses
/// @param bufferLimit bytes waiting to be sent at which the connection is given up; 0 means never
/// @param keepAlive whether the system probes an idle peer
/// @param noDelay whether small writes go out at once
public record SocketOptions(
    Duration idleLimit,
    Duration readLimit,
    Duration writeLimit,
    int congestionLimit,
    long bufferLimit,
    boolean keepAlive,
    boolean noDelay) {

  /// 60 s idle, no other limit in time, 1 MiB of congestion.
  public static final SocketOptions DEFAULT =
      new SocketOptions(
          Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO, 1 << 20, 0, true, true);

  /// Tells a socket of them, as far as they are the system's matter.
  void applyTo(TcpSocket socket) {
    try {
      socket.setNoDelay(noDelay);
      socket.setKeepAlive(keepAlive);
    } catch (IOException gone) {
      // reading says so, too
    }
  }
}
