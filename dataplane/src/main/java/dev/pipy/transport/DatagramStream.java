package dev.pipy.transport;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.Traffic;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A datagram socket that is connected to one peer, as events: each Data is one datagram, in both
/// directions; an empty one is not sent. Confined to the worker of the channel's loop.
///
/// UDP knows no end: our own only stops sending, and what the peer still says is heard until the
/// idle limit is over. A peer that is known not to be there (ICMP port unreachable, RFC 1122
/// section 4.1.3.3) ends the stream with ConnectionRefused.
public final class DatagramStream extends ChannelInboundHandlerAdapter
    implements OpenSocket, ReadSource, SocketClock.Timed {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.transport");

  private final Worker worker;
  private final DatagramChannel channel;
  private final SocketOptions options;
  private final Traffic traffic;
  private final Owner owner;
  private final DatagramOutput output;
  private final SocketClock clock;
  private int readPauses;
  private long written;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean isClosed;

  /// Takes over a connected channel; the caller adds this as its last handler.
  ///
  /// @param traffic where its bytes are counted
  public DatagramStream(
      Worker worker,
      DatagramChannel channel,
      DatagramBuffer buffer,
      SocketOptions options,
      Traffic traffic,
      Owner owner) {
    this.worker = worker;
    this.channel = channel;
    this.options = options;
    this.traffic = traffic;
    this.owner = owner;
    this.output = new DatagramOutput(worker, channel, options.congestionLimit());
    this.clock = new SocketClock(this, options);
    buffer.use(channel);
  }

  @Override
  public void send(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> write(bytes);
      case Event.StreamEnd(StreamError error) -> {
        outputEnded = true;
        if (error != null) {
          closeAfterWrites();
        }
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void write(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (outputEnded || isClosed || size == 0) {
      bytes.release();
    } else if (size > DatagramOutput.LARGEST) {
      bytes.release();
      LOG.atError()
          .addKeyValue("peer", channel.remoteAddress())
          .log("datagram too large: {} bytes (expected: {} at most)", size, DatagramOutput.LARGEST);
      fail(StreamError.WRITE_ERROR);
    } else if (output.write(bytes, null, options.bufferLimit())) {
      written += size;
      traffic.sent(size);
    }
  }

  @Override
  public boolean isOutputEnded() {
    return outputEnded;
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void closeAfterWrites() {
    outputEnded = true;
    channel.flush(); // what the system does not take now is lost, as datagrams may be
    channel.close();
  }

  @Override
  public void pauseReading() {
    if (readPauses++ == 0 && !isClosed) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void resumeReading() {
    if (--readPauses == 0 && !isClosed) {
      clock.read();
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    clock.start(worker);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    try {
      clock.read();
      traffic.received(packet.content().readableBytes());
      if (!inputEnded) {
        receive(new Event.Data(DatagramBuffer.copy(context.alloc(), packet.content())));
      }
    } finally {
      packet.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      output.resume();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return; // we closed it while something waited to be sent
    }
    if (!(cause instanceof IOException)) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("peer", channel)
          .log("internal error, stream ended");
      fail(StreamError.RUNTIME_ERROR);
      return;
    }
    var text = String.valueOf(cause.getMessage());
    if (cause instanceof PortUnreachableException || text.contains("refused")) {
      fail(StreamError.CONNECTION_REFUSED);
    } else {
      fail(text.contains("send") ? StreamError.WRITE_ERROR : StreamError.READ_ERROR);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    clock.stop();
    endInput(null);
    output.resume();
    owner.closed();
  }

  @Override
  public void timedOut(StreamError error) {
    // who has asked all there was to ask has heard all there was to hear
    fail(outputEnded && error.kind() == StreamError.Kind.IDLE_TIMEOUT ? null : error);
  }

  @Override
  public long pendingBytes() {
    return output.pendingBytes();
  }

  @Override
  public long sentBytes() {
    return written;
  }

  @Override
  public boolean isReadPaused() {
    return readPauses > 0;
  }

  @Override
  public boolean isInputEnded() {
    return inputEnded;
  }

  private void fail(@Nullable StreamError error) {
    endInput(error);
    outputEnded = true;
    channel.close();
  }

  private void endInput(@Nullable StreamError error) {
    if (!inputEnded) {
      inputEnded = true;
      receive(Event.StreamEnd.of(error));
    }
  }

  private void receive(Event event) {
    var outer = worker.reading();
    worker.reading(this);
    try {
      owner.received(event);
    } finally {
      worker.reading(outer);
    }
  }
}
