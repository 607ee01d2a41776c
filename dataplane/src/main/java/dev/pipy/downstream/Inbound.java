package dev.pipy.downstream;

import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.transport.SocketOptions;
import java.util.concurrent.atomic.AtomicLong;

/// One client: what it sends goes into a port's pipeline, what comes out of that is sent back.
/// Confined to its worker.
public sealed interface Inbound permits TcpInbound, UdpInbound {

  /// Who is connected to whom.
  InboundAddresses addresses();

  /// The variables of its pipeline.
  StreamContext context();

  /// When the client came, in milliseconds since 1970.
  long sinceMillis();

  /// Bytes that it has sent so far.
  long receivedBytes();

  /// Bytes that the system has taken for it so far.
  long sentBytes();

  /// Finish what is under way; make the next answer the last.
  void drain();

  /// Cuts the client off.
  void close();

  /// What a program offers for the clients of one listening port, on one worker.
  ///
  /// Everything is called on that worker.
  interface Port {

    /// The plan for new clients.
    PipelineLayout layout();

    /// A context for a client.
    ///
    /// @param counts where what the client does is counted
    StreamContext newContext(InboundAddresses addresses, ListenerCounts counts);

    /// How client sockets behave.
    SocketOptions socketOptions();

    /// Whether connections may have been redirected here, so that it is asked where they meant to
    /// go.
    boolean isTransparent();

    /// A connection was opened, or the first datagram of a peer came.
    void opened(Inbound inbound);

    /// The client is gone and its pipeline closed.
    void closed(Inbound inbound);
  }

  /// Lets a client's pipeline run its `onStart`, which is told of the connection.
  static void start(Pipeline pipeline) {
    if (pipeline.layout().hasStart()) {
      pipeline.start(pipeline.context().inbound());
    } else {
      pipeline.start();
    }
  }

  /// The next number of a client.
  static long nextId() {
    return Counter.CLIENTS.incrementAndGet();
  }

  /// Numbers the clients of the process.
  final class Counter {

    private static final AtomicLong CLIENTS = new AtomicLong();

    private Counter() {}
  }
}
