package dev.pipy.downstream;

import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A listening port: one socket per worker, sharing the port, so that a client stays with one
/// worker. Opened and closed from any thread that is not a worker.
public sealed interface Listener permits TcpListener, UdpListener {

  /// A listener that is not bound yet.
  ///
  /// @param telemetry where clients are counted
  /// @param ports asked on its worker for each new connection or peer; null refuses it
  static Listener of(
      Endpoint endpoint,
      WorkerGroup workers,
      Telemetry telemetry,
      Function<Worker, Inbound.@Nullable Port> ports) {
    return switch (endpoint.protocol()) {
      case TCP -> new TcpListener(endpoint, workers, telemetry, ports);
      case UDP -> new UdpListener(endpoint, workers, telemetry, ports);
    };
  }

  /// What it listens on.
  Endpoint endpoint();

  /// Connections or peers that are open.
  int connections();

  /// Connections or peers taken in so far.
  long accepted();

  /// Datagrams dropped so far: of peers beyond the limit, or that nobody could keep up with.
  long dropped();

  /// Binds on all workers, without accepting yet: who comes waits in the system's queue until
  /// [#startAccepting]. Throws IOException if the port is taken, after undoing what was bound. One
  /// that was closed and is not gone yet goes on with the sockets it has.
  void bind() throws IOException;

  /// Sets how many connections or peers may be open at once, 0 for the protocol's default, and lets
  /// them in.
  ///
  /// @param isTransparent whether connections to other addresses are taken, too, where the system
  ///   leads them here (TPROXY)
  void startAccepting(int maxConnections, boolean isTransparent);

  /// Takes nobody new. What is open stays until it ends; where it needs the listening socket, that
  /// stays with it. May be called again, to wait for the sockets to go when nothing needs them.
  void close();

  /// Whether the sockets are gone.
  boolean isClosed();
}
