package dev.pipy.downstream;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.transport.DatagramOutput;
import dev.pipy.transport.SocketClock;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.ReadSource;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address that datagrams come from: each is a Data event, each Data that comes out is one
/// datagram back; an empty one is not sent. It ends with what comes out as StreamEnd, or when
/// nothing has come or gone for the idle limit. Confined to its worker.
///
/// While a slow sink has it paused, its datagrams are dropped: there is no holding a peer back, and
/// the others of the socket shall not wait.
final class UdpInbound implements Inbound, ReadSource, SocketClock.Timed {

  /// How long a peer of a generation that drains may be silent until it ends, at least; twice that
  /// at most.
  static final Duration DRAIN_SILENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final UdpSocket socket;
  private final InetSocketAddress address;
  private final Port port;
  private final SocketOptions options;
  private final InboundAddresses addresses;
  private final long sinceMillis = System.currentTimeMillis();
  private final Pipeline pipeline;
  private final SocketClock clock;
  private int pauses;
  private long sent;
  private long received;
  private boolean isActive;
  private boolean hasEnded;
  private boolean isFinished;
  private @Nullable LoopTimer drainTimer;

  UdpInbound(UdpSocket socket, InetSocketAddress address, Port port) {
    this.socket = socket;
    this.address = address;
    this.port = port;
    this.options = port.socketOptions();
    this.clock = new SocketClock(this, options);
    this.addresses = new InboundAddresses(Inbound.nextId(), socket::localAddress, address, null);
    this.pipeline = port.layout().open(port.newContext(addresses, socket.counts()), this::send);
  }

  InetSocketAddress address() {
    return address;
  }

  void open() {
    port.opened(this);
    clock.start(socket.worker());
    Inbound.start(pipeline);
  }

  /// Takes over a datagram.
  void received(ByteBuf datagram) {
    isActive = true;
    received += datagram.readableBytes();
    clock.read();
    socket.counts().traffic().received(datagram.readableBytes());
    if (hasEnded) {
      datagram.release(); // its pipeline failed at its start
    } else if (pauses > 0) {
      datagram.release();
      socket.drop("nobody keeps up with the peer");
    } else {
      feed(new Event.Data(datagram));
    }
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
    return received;
  }

  private void feed(Event event) {
    var outer = socket.worker().reading();
    socket.worker().reading(this);
    try {
      pipeline.input(event);
    } finally {
      socket.worker().reading(outer);
    }
  }

  private void send(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> write(bytes);
      case Event.StreamEnd _ -> end();
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void write(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (hasEnded || size == 0) {
      bytes.release();
    } else if (size > DatagramOutput.LARGEST) {
      bytes.release();
      LOG.atError()
          .addKeyValue("peer", address)
          .log("datagram too large: {} bytes (expected: {} at most)", size, DatagramOutput.LARGEST);
      end();
    } else if (socket.output().write(bytes, address, options.bufferLimit())) {
      isActive = true;
      sent += size;
      socket.counts().traffic().sent(size);
    } else {
      socket.drop("too much waits to be sent");
    }
  }

  /// What its address sends from now on is another peer's; the pipeline, which may be at work, is
  /// closed in a turn of its own.
  private void end() {
    if (!hasEnded) {
      hasEnded = true;
      clock.stop();
      socket.forget(this);
      socket.worker().loop().execute(this::finish);
    }
  }

  private void finish() {
    if (isFinished) {
      return;
    }
    isFinished = true;
    if (drainTimer != null) {
      drainTimer.cancel();
    }
    pipeline.close();
    socket.left(); // a port that is closed is free before its program is told that it has drained
    port.closed(this);
  }

  @Override
  public void drain() {
    pipeline.drain();
    if (drainTimer == null && !hasEnded) {
      isActive = false;
      endOnceSilent();
    }
  }

  /// UDP has no last datagram: a peer that is silent is taken to have finished.
  private void endOnceSilent() {
    drainTimer =
        socket
            .worker()
            .after(
                DRAIN_SILENCE,
                () -> {
                  if (isActive) {
                    isActive = false;
                    endOnceSilent();
                  } else {
                    endInput(null);
                  }
                });
  }

  @Override
  public void close() {
    end();
  }

  @Override
  public void timedOut(StreamError error) {
    endInput(error);
  }

  private void endInput(@Nullable StreamError error) {
    feed(Event.StreamEnd.of(error));
    end();
  }

  @Override
  public void pauseReading() {
    pauses++;
  }

  @Override
  public void resumeReading() {
    pauses--;
  }

  @Override
  public long pendingBytes() {
    return 0; // what waits is the socket's
  }

  @Override
  public long sentBytes() {
    return sent;
  }

  @Override
  public boolean isReadPaused() {
    return pauses > 0;
  }

  @Override
  public boolean isInputEnded() {
    return hasEnded;
  }
}
