package dev.pipy.downstream;

import dev.pipy.event.Event;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.transport.OpenSocket;
import dev.pipy.transport.SocketStream;
import dev.pipy.transport.TcpSocket;
import dev.pipy.worker.Worker;
import io.netty.buffer.Unpooled;

/// One TCP connection of a client. Confined to its worker.
final class TcpInbound implements Inbound, OpenSocket.Owner {

  private final SocketStream socket;
  private final Port port;
  private final Runnable whenClosed;
  private final InboundAddresses addresses;
  private final long sinceMillis = System.currentTimeMillis();
  private final Pipeline pipeline;

  private TcpInbound(
      Worker worker, TcpSocket socket, Port port, ListenerCounts counts, Runnable whenClosed) {
    this.port = port;
    this.whenClosed = whenClosed;
    this.socket = new SocketStream(worker, socket, port.socketOptions(), counts.traffic(), this);
    this.addresses =
        new InboundAddresses(
            Inbound.nextId(),
            socket::localAddress,
            socket.remoteAddress(),
            port.isTransparent() ? OriginalDestination.of(socket) : null);
    this.pipeline = port.layout().open(port.newContext(addresses, counts), this::send);
  }

  /// Takes over an accepted socket.
  ///
  /// @param whenClosed told once it is gone
  static void accept(
      Worker worker, TcpSocket socket, Port port, ListenerCounts counts, Runnable whenClosed) {
    var inbound = new TcpInbound(worker, socket, port, counts, whenClosed);
    port.opened(inbound);
    try {
      Inbound.start(inbound.pipeline);
      if (inbound.pipeline.opensAtOnce()) {
        inbound.pipeline.input(new Event.Data(Unpooled.EMPTY_BUFFER));
      }
      inbound.socket.start();
    } catch (RuntimeException bug) {
      inbound.socket.abort(bug);
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
    whenClosed.run();
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
