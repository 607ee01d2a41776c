package dev.pipy.downstream;

import dev.pipy.event.Event;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.transport.OpenSocket;
import dev.pipy.transport.SocketStream;
import dev.pipy.worker.Worker;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;

/// One TCP connection of a client. Confined to its worker.
final class TcpInbound implements Inbound, OpenSocket.Owner {

  private final SocketStream socket;
  private final Port port;
  private final InboundAddresses addresses;
  private final long sinceMillis = System.currentTimeMillis();
  private final Pipeline pipeline;

  private TcpInbound(Worker worker, SocketChannel channel, Port port, ListenerCounts counts) {
    this.port = port;
    this.socket = new SocketStream(worker, channel, port.socketOptions(), counts.traffic(), this);
    this.addresses =
        Inbound.addresses(
            channel.localAddress(),
            channel.remoteAddress(),
            port.isTransparent() ? OriginalDestination.of(channel) : null);
    this.pipeline = port.layout().open(port.newContext(addresses, counts), this::send);
  }

  /// Takes over an accepted channel.
  static void accept(Worker worker, SocketChannel channel, Port port, ListenerCounts counts) {
    var inbound = new TcpInbound(worker, channel, port, counts);
    port.opened(inbound);
    channel.pipeline().addLast(inbound.socket);
    Inbound.start(inbound.pipeline);
    if (inbound.pipeline.opensAtOnce()) {
      inbound.pipeline.input(new Event.Data(Unpooled.EMPTY_BUFFER));
    }
  }

  private void send(Event event) {
    if (!(event instanceof Event.StreamEnd end) || pipeline.takesInput()) {
      socket.send(event);
    } else if (end.error() == null && !pipeline.expectsInput()) {
      socket.closeAfterWrites();
    } else {
      socket.send(end);
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

  @Override
  public InboundAddresses addresses() {
    return addresses;
  }

  @Override
  public StreamContext context() {
    return pipeline.context();
  }

  @Override
  public long sinceMillis() {
    return sinceMillis;
  }

  @Override
  public long receivedBytes() {
    return socket.receivedBytes();
  }

  @Override
  public long sentBytes() {
    return socket.sentBytes();
  }

  @Override
  public void drain() {
    pipeline.drain();
  }

  @Override
  public void close() {
    socket.close();
  }
}
