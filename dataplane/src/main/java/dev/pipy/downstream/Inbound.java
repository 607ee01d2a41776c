package dev.pipy.downstream;

import dev.pipy.event.Event;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.transport.SocketOptions;
import dev.pipy.transport.SocketStream;
import dev.pipy.worker.Worker;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One connection of a client: what it sends goes into a port pipeline, what comes out of that is
/// sent back. Confined to its worker.
public final class Inbound implements SocketStream.Owner {

  private static final AtomicLong COUNTER = new AtomicLong();

  private final SocketStream socket;
  private final Port port;
  private final Pipeline pipeline;

  /// What a program offers for the connections of one listening port, on one worker.
  ///
  /// Everything is called on that worker.
  public interface Port {

    /// The plan for new connections.
    PipelineLayout layout();

    /// A context for a connection.
    StreamContext newContext(InboundAddresses addresses);

    /// How client sockets behave.
    SocketOptions socketOptions();

    /// A connection was opened.
    void opened(Inbound inbound);

    /// Its socket is gone and its pipeline closed.
    void closed(Inbound inbound);
  }

  private Inbound(Worker worker, SocketChannel channel, Port port) {
    this.port = port;
    this.socket = new SocketStream(worker, channel, port.socketOptions(), this);
    var context = port.newContext(addresses(channel));
    this.pipeline = port.layout().open(context, this::send);
  }

  /// Takes over an accepted channel.
  public static void accept(Worker worker, SocketChannel channel, Port port) {
    var inbound = new Inbound(worker, channel, port);
    port.opened(inbound);
    channel.pipeline().addLast(inbound.socket);
    inbound.pipeline.start();
    if (inbound.pipeline.opensAtOnce()) {
      inbound.pipeline.input(new Event.Data(Unpooled.EMPTY_BUFFER));
    }
  }

  private static InboundAddresses addresses(SocketChannel channel) {
    var local = channel.localAddress();
    var remote = channel.remoteAddress();
    return new InboundAddresses(
        COUNTER.incrementAndGet(), host(local), port(local), host(remote), port(remote));
  }

  // null when the client was gone before we looked
  private static String host(@Nullable InetSocketAddress address) {
    return address == null ? "" : NetUtil.toAddressString(address.getAddress());
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }

  private void send(Event event) {
    boolean isEnd = event instanceof Event.StreamEnd;
    socket.send(event);
    if (isEnd && !pipeline.takesInput()) {
      socket.linger();
    }
  }

  @Override
  public void received(Event event) {
    pipeline.input(event);
  }

  @Override
  public void closed() {
    pipeline.close();
    port.closed(this);
  }

  /// Finish what is under way; make the next answer the last.
  public void drain() {
    pipeline.drain();
  }

  /// Cuts the connection.
  public void close() {
    socket.close();
  }
}
