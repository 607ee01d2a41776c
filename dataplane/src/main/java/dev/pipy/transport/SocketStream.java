package dev.pipy.transport;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.telemetry.Traffic;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection as events: what is read becomes Data, end of input becomes StreamEnd; Data
/// that is sent is written once per turn of the loop. Confined to its worker.
///
/// Back-pressure: when more than the congestion limit waits to be sent, the socket whose bytes are
/// being worked on stops reading until half of that is gone. Half-close: the peer's end of input
/// leaves output open, and the other way round; the socket closes when both have ended.
public final class SocketStream
    implements OpenSocket,
        ReadSource,
        SocketClock.Timed,
        SocketInput.Reader,
        SocketOutput.Owner,
        TcpSocket.Watcher {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.transport");

  /// What is to be done once all is sent.
  private enum Last {
    /// More may be written.
    NOTHING,
    /// FIN; the peer may go on.
    SHUTDOWN,
    CLOSE,
    RESET
  }

  private final Worker worker;
  private final TcpSocket socket;
  private final SocketOptions options;
  private final Traffic traffic;
  private final Owner owner;
  private final SocketInput input;
  private final SocketOutput output;
  private final SocketClock clock;
  private final Lingering lingering;
  private final PausedReads paused = new PausedReads();
  private Last last = Last.NOTHING;
  private int readPauses;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean outputSent;
  private boolean isClosed;
  private long received;
  private @Nullable StreamError outputError;

  /// Takes over a connected socket, which is not read from before [#start].
  ///
  /// @param traffic where its bytes are counted
  public SocketStream(
      Worker worker, TcpSocket socket, SocketOptions options, Traffic traffic, Owner owner) {
    this.worker = worker;
    this.socket = socket;
    this.options = options;
    this.traffic = traffic;
    this.owner = owner;
    this.input = new SocketInput(socket);
    this.output = new SocketOutput(worker, socket, Math.max(options.congestionLimit(), 2), this);
    this.clock = new SocketClock(this, options);
    this.lingering = new Lingering(worker);
    options.applyTo(socket);
  }

  /// Begins to read, unless that is paused, and to watch the time.
  public void start() {
    if (isClosed) {
      return;
    }
    clock.start(worker);
    socket.watch(worker, this);
    awaitReadable();
  }

  private void awaitReadable() {
    socket.awaitReadable(readPauses == 0 && !inputEnded);
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
    } else if (output.isCongested()) {
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
    if (error != null) {
      endOutput(Last.RESET);
    } else {
      endOutput(inputEnded ? Last.CLOSE : Last.SHUTDOWN);
    }
  }

  private void endOutput(Last last) {
    outputEnded = true;
    this.last = last;
    output.flushLast();
  }

  @Override
  public void allSent() {
    switch (last) {
      case NOTHING -> {}
      case SHUTDOWN -> shutdownOutput();
      case CLOSE -> close();
      case RESET -> reset();
    }
  }

  private void shutdownOutput() {
    if (!outputSent) {
      outputSent = true;
      try {
        socket.shutdownOutput();
      } catch (IOException gone) {
        // reading says so, too
      }
      lingerIfSent();
    }
  }

  /// Says that nobody wants what the peer still sends: it is read and dropped, so that the peer
  /// gets our last bytes and not a reset, up to 1 MiB; 5 seconds after the last byte was sent the
  /// socket closes, if the peer has not ended it (RFC 9112 section 9.6).
  public void linger() {
    lingering.begin();
    lingerIfSent();
  }

  private void lingerIfSent() {
    if (lingering.hasBegun() && outputSent && !isClosed) {
      lingering.atLimit(this::close);
    }
  }

  private void reset() {
    if (!isClosed) {
      socket.reset();
      closed();
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      socket.close();
      closed();
    }
  }

  /// Whoever closes it may be at work on it: the owner is told afterwards.
  private void closed() {
    isClosed = true;
    outputEnded = true;
    output.drop();
    worker.atTurnEnd(this::tellClosed);
  }

  private void tellClosed() {
    clock.stop();
    lingering.stop();
    try {
      endInput(null);
    } finally {
      paused.resume();
      owner.closed();
    }
  }

  @Override
  public void closeAfterWrites() {
    if (!isClosed) {
      endOutput(Last.CLOSE);
    }
  }

  @Override
  public void pauseReading() {
    readPauses++; // the loop is told when something comes that is not wanted
  }

  @Override
  public void resumeReading() {
    if (--readPauses == 0 && !isClosed && !inputEnded) {
      clock.read();
      socket.awaitReadable(true);
    }
  }

  @Override
  public void readable(boolean isBroken) {
    if (isClosed) {
      return;
    }
    if (inputEnded && isBroken) {
      failOutput(StreamError.CONNECTION_RESET);
      return;
    }
    if (inputEnded || readPauses > 0) {
      // only now, as most pauses end before anything comes
      socket.awaitReadable(false);
      if (!isBroken) {
        return;
      }
    }
    try {
      input.read(this);
    } catch (IOException failure) {
      fail(errorOf(failure, StreamError.READ_ERROR));
    } catch (Throwable bug) {
      abort(bug);
    }
    worker.endRead();
  }

  @Override
  public void took(ByteBuf bytes) {
    clock.read();
    received += bytes.readableBytes();
    traffic.received(bytes.readableBytes());
    if (lingering.hasBegun()) {
      if (lingering.drop(bytes)) {
        pauseReading();
      }
    } else {
      receive(new Event.Data(bytes));
    }
  }

  @Override
  public boolean wantsMore() {
    return readPauses == 0 && !isClosed && !inputEnded;
  }

  @Override
  public void inputOver() {
    socket.awaitReadable(false);
    endInput(null);
    if (outputError != null) {
      close();
    } else if (outputEnded && !isClosed && last != Last.RESET) {
      endOutput(Last.CLOSE);
    }
  }

  @Override
  public void writable() {
    if (isClosed) {
      return;
    }
    try {
      output.unblock();
    } catch (Throwable bug) {
      abort(bug);
    }
  }

  @Override
  public void relieved() {
    paused.resume();
  }

  @Override
  public void loopEnds() {
    closed();
  }

  /// Ends the stream because of a fault of ours: whatever is wrong with one, the others go on.
  public void abort(Throwable bug) {
    LOG.atError()
        .setCause(bug)
        .addKeyValue("peer", socket.remoteAddress())
        .log("internal error, stream ended");
    fail(StreamError.RUNTIME_ERROR);
  }

  private static StreamError errorOf(IOException failure, StreamError other) {
    var text = failure.getMessage();
    return text != null && text.contains("reset") ? StreamError.CONNECTION_RESET : other;
  }

  @Override
  public void outputFailed(IOException failure) {
    switch (last) {
      case CLOSE -> close();
      case RESET -> reset();
      case NOTHING, SHUTDOWN -> failOutput(errorOf(failure, StreamError.WRITE_ERROR));
    }
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
      close();
    } else {
      lingering.atLimit(() -> fail(error));
    }
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
    return readPauses > 0 && !lingering.hasBegun();
  }

  private void fail(StreamError error) {
    if (!isClosed) {
      endInput(error);
      close();
    }
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
