package dev.pipy.upstream;

import dev.pipy.event.StreamError;
import dev.pipy.telemetry.Traffic;
import dev.pipy.transport.OpenSocket;
import dev.pipy.worker.Worker;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Connecting to one address. Confined to its worker.
interface Attempt {

  /// Makes a socket and begins. The outcome may be known before this returns.
  void begin();

  /// Gives up; nobody is told.
  void cancel();

  /// What is connected to, and for whom.
  ///
  /// @param limit how long it may take
  /// @param traffic where the bytes of the connection are counted
  /// @param owner whom the connection belongs to
  record Request(
      Worker worker,
      InetSocketAddress remote,
      ConnectOptions options,
      Duration limit,
      Traffic traffic,
      OpenSocket.Owner owner) {}

  /// What becomes of it.
  interface Outcome {

    /// There is a socket, and it connects.
    void connecting();

    /// The connection stands. It is read from once this has returned.
    void opened(
        OpenSocket socket, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote);

    /// It has come to nothing.
    ///
    /// @param why in the system's words
    void failed(StreamError error, String why);
  }
}
