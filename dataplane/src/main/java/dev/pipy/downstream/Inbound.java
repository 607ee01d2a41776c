package dev.pipy.downstream;

import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.transport.SocketOptions;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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

  /// What scripts see of a client whose connection may have been redirected here.
  ///
  /// @param destination where it meant to go
  static InboundAddresses addresses(
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote,
      @Nullable InetSocketAddress destination) {
    return new InboundAddresses(
        Counter.CLIENTS.incrementAndGet(),
        host(local),
        port(local),
        host(remote),
        port(remote),
        host(destination),
        port(destination));
  }

  /// What scripts see of a client, numbered. An address is null when the client was gone before we
  /// looked.
  static InboundAddresses addresses(
      @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
    return addresses(local, remote, null);
  }

  private static String host(@Nullable InetSocketAddress address) {
    return address == null ? "" : NetUtil.toAddressString(address.getAddress());
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }

  /// Numbers the clients of the process.
  final class Counter {

    private static final AtomicLong CLIENTS = new AtomicLong();

    private Counter() {}
  }
}
