package dev.pipy.transport;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.Traffic;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection as events: what is read becomes Data, end of input becomes StreamEnd; Data
/// that is sent is written once per turn of the loop. Confined to the worker of the channel's loop.
///
/// Back-pressure: when more than the congestion limit waits to be sent, the socket whose bytes are
/// being worked on stops reading until half of that is gone. Half-close: the peer's end of input
/// leaves output open, and the other way round; the socket closes when both have ended.
public final class SocketStream extends ChannelInboundHandlerAdapter
    implements OpenSocket, ReadSource, SocketClock.Timed {

  /// How long a peer may take to read our last bytes and close, once nobody wants what it sends.
  static final Duration LINGER = Duration.ofSeconds(5);

  /// Bytes of a lingering peer that are read and dropped; then it is not read from any more.
  static final long MOST_DROPPED = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger("pipy.transport");

  private final Worker worker;
  private final SocketChannel channel;
  private final SocketOptions options;
  private final Traffic traffic;
  private final Owner owner;
  private final SocketOutput output;
  private final SocketClock clock;
  private final PausedReads paused = new PausedReads();
  private int readPauses;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean outputSent;
  private boolean isLingering;
  private boolean isClosed;
  private long dropped;
  private long received;
  private @Nullable StreamError outputError;
  private @Nullable LoopTimer lingerTimer;

  /// Takes over a registered channel; the caller adds this as its last handler.
  ///
  /// @param traffic where its bytes are counted
  public SocketStream(
      Worker worker, SocketChannel channel, SocketOptions options, Traffic traffic, Owner owner) {
    this.worker = worker;
    this.channel = channel;
    this.options = options;
    this.traffic = traffic;
    this.owner = owner;
    this.output = new SocketOutput(worker, channel);
    this.clock = new SocketClock(this, options);
    configure(channel, options);
    EpollRegistration.keep(channel);
  }

  private static void configure(SocketChannel channel, SocketOptions options) {
    var config = channel.config();
    int high = Math.max(options.congestionLimit(), 2);
    config.setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // a failed write must not take with it what the peer had sent before, such as an early answer
    config.setOption(ChannelOption.AUTO_CLOSE, false);
    if (!options.noDelay()) {
      config.setTcpNoDelay(false); // Netty has set it
    }
    if (options.keepAlive()) {
      config.setKeepAlive(true);
    }
  }

  /// The socket.
  public SocketChannel channel() {
    return channel;
  }

  /// Whether the peer's input has ended, in order or not.
  @Override
  public boolean isInputEnded() {
    return inputEnded;
  }

  @Override
  public boolean isOutputEnded() {
    return outputEnded;
  }

  /// Whether the socket is gone.
  public boolean isClosed() {
    return isClosed;
  }

  /// Sends Data; StreamEnd ends the output: in order, it is a FIN after all that is waiting; with
  /// an error the connection is reset, so that the peer never takes what it got for complete.
  @Override
  public void send(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> write(bytes);
      case Event.StreamEnd(StreamError error) -> end(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void write(ByteBuf bytes) {
    if (outputEnded || isClosed || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    traffic.sent(bytes.readableBytes());
    output.write(bytes);
    if (outputEnded) {
      return; // it has failed
    }
    if (options.bufferLimit() > 0 && output.pendingBytes() > options.bufferLimit() && overflows()) {
      fail(StreamError.BUFFER_OVERFLOW);
    } else if (!channel.isWritable()) {
      paused.pause(worker);
    }
  }

  /// Whether it is the peer that does not take what waits, and not we who have not sent it yet.
  private boolean overflows() {
    output.flush();
    return output.pendingBytes() > options.bufferLimit();
  }

  private void end(@Nullable StreamError error) {
    if (outputEnded || isClosed) {
      return;
    }
    outputEnded = true;
    ChannelFuture sent = output.flushLast();
    if (error != null) {
      sent.addListener(_ -> reset());
    } else if (inputEnded) {
      sent.addListener(_ -> channel.close());
    } else {
      sent.addListener(_ -> {
        if (sent.isSuccess()) {
          outputSent = true;
          shutdownOutput();
          // the peer's end of input closes the channel then, without a shutdown of its own
          channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
          lingerIfSent();
        }
      });
    }
  }

  /// Sends FIN. By Netty's own method this costs an exception with its stack for each connection,
  /// to fail what might still be written; nothing is.
  private void shutdownOutput() {
    if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
      try {
        socket.shutdown(false, true);
      } catch (IOException gone) {
        // reading says so, too
      }
    } else {
      channel.shutdownOutput();
    }
  }

  /// Says that nobody wants what the peer still sends: it is read and dropped, so that the peer
  /// gets our last bytes and not a reset, up to 1 MiB; 5 seconds after the last byte was sent the
  /// socket closes, if the peer has not ended it (RFC 9112 section 9.6).
  public void linger() {
    isLingering = true;
    lingerIfSent();
  }

  private void lingerIfSent() {
    if (isLingering && outputSent && lingerTimer == null && !isClosed) {
      lingerTimer = worker.after(LINGER, channel::close);
    }
  }

  private void reset() {
    if (channel.isOpen()) {
      channel.config().setSoLinger(0);
      channel.close();
    }
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void closeAfterWrites() {
    outputEnded = true;
    output.flushLast().addListener(_ -> channel.close());
  }

  @Override
  public void pauseReading() {
    if (readPauses++ == 0 && !isClosed) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void resumeReading() {
    if (--readPauses == 0 && !isClosed && !inputEnded) {
      clock.read();
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (channel.isActive()) {
      clock.start(worker);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    clock.start(worker);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    clock.read();
    var bytes = (ByteBuf) message;
    received += bytes.readableBytes();
    traffic.received(bytes.readableBytes());
    if (isLingering) {
      drop(bytes);
    } else {
      receive(new Event.Data(bytes));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    worker.endRead();
  }

  private void drop(ByteBuf bytes) {
    boolean wasPaused = dropped > MOST_DROPPED;
    dropped += bytes.readableBytes();
    bytes.release();
    if (dropped > MOST_DROPPED && !wasPaused) {
      pauseReading();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelOutputShutdownEvent && !outputSent) {
      failOutput(StreamError.WRITE_ERROR);
    } else if (event instanceof ChannelInputShutdownEvent) {
      endInput(null);
      if (outputEnded && !output.isTurnOpen()) {
        output.flushLast().addListener(_ -> channel.close());
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      paused.resume();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return; // we closed it while something waited to be sent; the end of input is on its way
    }
    if (cause instanceof ChannelOutputShutdownException && cause.getCause() != null) {
      failOutput(
          isReset(cause.getCause()) ? StreamError.CONNECTION_RESET : StreamError.WRITE_ERROR);
      return;
    }
    if (!(cause instanceof IOException)) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("peer", channel)
          .log("internal error, stream ended");
      fail(StreamError.RUNTIME_ERROR);
      return;
    }
    fail(isReset(cause) ? StreamError.CONNECTION_RESET : StreamError.READ_ERROR);
  }

  private static boolean isReset(Throwable cause) {
    var text = cause.getMessage();
    return text != null && text.contains("reset");
  }

  /// The peer takes nothing more. What it had sent before is still read, for 5 seconds at the most;
  /// after that comes the error.
  private void failOutput(StreamError error) {
    if (outputError != null || isClosed) {
      return;
    }
    outputError = error;
    outputEnded = true;
    output.drop();
    paused.resume();
    if (inputEnded) {
      channel.close();
    } else if (lingerTimer == null) {
      lingerTimer = worker.after(LINGER, () -> fail(error));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    output.drop();
    clock.stop();
    if (lingerTimer != null) {
      lingerTimer.cancel();
    }
    endInput(null);
    paused.resume();
    owner.closed();
  }

  @Override
  public void timedOut(StreamError error) {
    fail(error);
  }

  @Override
  public long pendingBytes() {
    return output.pendingBytes();
  }

  @Override
  public long sentBytes() {
    return output.sentBytes();
  }

  /// Bytes that were read so far.
  public long receivedBytes() {
    return received;
  }

  @Override
  public boolean isReadPaused() {
    // a peer that lingers has nothing to wait for
    return readPauses > 0 && !isLingering;
  }

  private void fail(StreamError error) {
    endInput(error);
    outputEnded = true;
    channel.close();
  }

  private void endInput(@Nullable StreamError error) {
    if (!inputEnded) {
      inputEnded = true;
      receive(Event.StreamEnd.of(error == null ? outputError : error));
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
