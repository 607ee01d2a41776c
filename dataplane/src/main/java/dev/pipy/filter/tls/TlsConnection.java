package dev.pipy.filter.tls;

import dev.pipy.codec.tls.Records;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.Stage;
import dev.pipy.tls.TlsFailures;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.ReadSource;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One TLS connection: encrypted bytes on one side, clear ones on the other. Confined to a worker.
///
/// ```text
///            start                handshake done             both sides ended
///   WAITING -------> HANDSHAKING ----------------> OPEN ----------------------> ENDED
///      \___________________\__________________________\______ failed, closed ____/
/// ```
///
/// What arrives before it can be worked on waits: from 64 KiB on its source is paused, beyond 1 MiB
/// the connection fails with BufferOverflow. Clear bytes are gathered into whole records until the
/// turn ends. An end with close_notify (RFC 8446 section 6.1) is orderly, one without is a
/// ReadError: bytes may be missing. With TLS 1.3 on the JDK's engine each direction ends by itself;
/// else the peer's close_notify ends both (RFC 5246 section 7.2.1).
final class TlsConnection {

  /// Both ends of the connection, as the filter sees them.
  interface Ends {

    /// Takes over encrypted bytes for the peer.
    void toPeer(ByteBuf bytes);

    /// No more bytes for the peer.
    void peerEnd(@Nullable StreamError error);

    /// The handshake is done.
    ///
    /// @param protocol settled by ALPN; empty if none was
    void established(String protocol);

    /// Takes over clear bytes of the peer.
    void fromPeer(ByteBuf bytes);

    /// No more bytes of the peer.
    void fromPeerEnd(@Nullable StreamError error);

    /// It failed; both ends follow.
    void failed(StreamError error, String why);
  }

  private enum State {
    WAITING,
    HANDSHAKING,
    OPEN,
    ENDED
  }

  private static final long PAUSE_SIZE = 1L << 16;
  private static final int LARGEST_RECORD = 1 << 14;

  /// What a record is longer than its content, at the most that either engine asks for.
  private static final int RECORD_OVERHEAD = 512;

  /// Bytes of a record, with its header, that has room for an alert and not for much more.
  private static final int SHORT_RECORD = 64;

  /// Bytes that are decrypted at a time.
  private static final int LARGEST_READ = 1 << 17;

  /// Content of one buffer of records, so that long bodies leave in big writes.
  private static final int LARGEST_WRITE = 4 * LARGEST_RECORD;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private final Stage stage;
  private final Worker worker;
  private final Executor blocking;
  private final Ends ends;
  private final LoopTimer deadline;
  private final Records records = new Records();
  private final HeldEvents unsent = new HeldEvents(HeldEvents.USUAL_LIMIT);
  private final PausedReads pausedPeer = new PausedReads();
  private final PausedReads pausedSender = new PausedReads();
  private final Runnable flush = this::flushAtTurnEnd;

  private State state = State.WAITING;
  private @Nullable SSLEngine engine;
  private @Nullable ByteBuf gathered;
  private boolean isGatheredOurs;
  private boolean isFlushDue;
  private @Nullable ReadSource peerSource;
  private @Nullable ReadSource senderSource;
  private boolean isPumping;
  private boolean isTasking;
  private boolean isFinished;
  private boolean isUnwrapDue;
  private boolean hasReceived;
  private boolean inputEnded;
  private boolean outputEnding;
  private boolean outputEnded;
  private boolean isPeerGone;
  private @Nullable StreamError goneError;

  /// A connection that waits for its engine.
  ///
  /// @param blocking where the engine does what takes long
  /// @param handshakeLimit longest time until the handshake is done
  TlsConnection(Stage stage, Executor blocking, Duration handshakeLimit, Ends ends) {
    this.stage = stage;
    this.worker = stage.worker();
    this.blocking = blocking;
    this.ends = ends;
    this.deadline = worker.after(handshakeLimit, () -> stage.guard(this::handshakeLimitOver));
  }

  /// Begins the handshake.
  void start(SSLEngine engine) {
    if (state != State.WAITING) {
      ReferenceCountUtil.release(engine);
      return;
    }
    this.engine = engine;
    state = State.HANDSHAKING;
    try {
      engine.beginHandshake();
    } catch (SSLException failure) {
      fail(failure);
      return;
    }
    pumpFor(peerSource);
  }

  /// Whether nothing more goes either way.
  boolean isEnded() {
    return state == State.ENDED;
  }

  /// Takes over what the peer sent.
  void receive(ByteBuf bytes) {
    if (state == State.ENDED || inputEnded || isPeerGone) {
      bytes.release();
      return;
    }
    peerSource = worker.reading();
    records.add(bytes);
    pump();
    if (state == State.WAITING || isTasking) {
      if (records.size() > HeldEvents.USUAL_LIMIT) {
        fail(StreamError.BUFFER_OVERFLOW, "too much arrived during the handshake");
      } else if (records.size() > PAUSE_SIZE) {
        pausedPeer.pause(worker);
      }
    }
  }

  /// The connection beneath has ended its input.
  void receiveEnd(@Nullable StreamError error) {
    if (state == State.ENDED || isPeerGone) {
      return;
    }
    isPeerGone = true;
    goneError = error;
    pump();
  }

  /// Takes over clear bytes for the peer.
  void send(ByteBuf bytes) {
    if (state == State.ENDED || outputEnding) {
      bytes.release();
    } else if (state == State.OPEN) {
      gather(bytes);
    } else if (unsent.isFull()) {
      bytes.release();
      fail(StreamError.BUFFER_OVERFLOW, "too much to send during the handshake");
    } else {
      unsent.add(new Event.Data(bytes));
      if (unsent.size() > PAUSE_SIZE) {
        pausedSender.pause(worker);
      }
    }
  }

  /// No more clear bytes for the peer: says so with close_notify, unless there was an error, which
  /// the peer must not take for an orderly end.
  void sendEnd(@Nullable StreamError error) {
    if (state == State.ENDED || outputEnding) {
      return;
    }
    outputEnding = true;
    if (error != null) {
      endOutput(error);
    } else if (state == State.OPEN) {
      closeOutput();
    }
  }

  /// Gives everything back; nothing is told to the ends any more.
  void close() {
    if (state != State.ENDED) {
      end();
    }
    if (!isTasking) {
      releaseEngine();
    }
  }

  private void pumpFor(@Nullable ReadSource source) {
    var outer = worker.reading();
    worker.reading(source);
    try {
      pump();
    } finally {
      worker.reading(outer);
    }
  }

  /// Does all that can be done with what has arrived.
  private void pump() {
    if (isPumping) {
      return; // an answer that came while we were at it: the loop below sees to it
    }
    isPumping = true;
    try {
      while (engine != null && state != State.ENDED && !isTasking && step(engine)) {}
    } catch (SSLException failure) {
      fail(failure);
    } finally {
      isPumping = false;
    }
    settlePeerGone();
  }

  /// Returns whether there may be more to do.
  private boolean step(SSLEngine engine) throws SSLException {
    var status = engine.getHandshakeStatus();
    if (state == State.HANDSHAKING && (isFinished || status == HandshakeStatus.NOT_HANDSHAKING)) {
      open(engine);
      return true;
    }
    return switch (status) {
      case NEED_TASK -> {
        runTasks(engine);
        yield false;
      }
      case NEED_WRAP -> !inputEnded && wrapControl(engine);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> unwrap(engine);
    };
  }

  private void open(SSLEngine engine) {
    state = State.OPEN;
    deadline.cancel();
    pausedPeer.resume();
    ends.established(protocol(engine));
    for (var event = unsent.poll(); event != null; event = unsent.poll()) {
      if (event instanceof Event.Data(ByteBuf bytes)) {
        if (state == State.OPEN) {
          gather(bytes);
        } else {
          bytes.release();
        }
      }
    }
    pausedSender.resume();
    if (outputEnding && !outputEnded && state == State.OPEN) {
      closeOutput();
    }
  }

  private static String protocol(SSLEngine engine) {
    var protocol =
        engine instanceof ReferenceCountedOpenSslEngine boring
            ? boring.getNegotiatedApplicationProtocol()
            : engine.getApplicationProtocol();
    return protocol == null ? "" : protocol;
  }

  private void runTasks(SSLEngine engine) {
    if (state == State.OPEN && !isVersion13(engine)) {
      fail(StreamError.PROTOCOL_ERROR, "the peer asked for another handshake");
      return;
    }
    var tasks = new ArrayList<Runnable>(1);
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      tasks.add(task);
    }
    isTasking = true;
    try {
      blocking.execute(() -> {
        try {
          tasks.forEach(Runnable::run);
        } finally {
          worker.loop().execute(this::tasksDone);
        }
      });
    } catch (RejectedExecutionException full) {
      isTasking = false;
      fail(StreamError.BUFFER_OVERFLOW, "too many handshakes at a time");
    }
  }

  private void tasksDone() {
    isTasking = false;
    isUnwrapDue = true;
    if (state == State.ENDED) {
      releaseEngine();
    } else {
      pausedPeer.resume();
      stage.guard(() -> pumpFor(peerSource));
    }
  }

  /// Sends what the engine itself has to say. Returns whether that was anything.
  private boolean wrapControl(SSLEngine engine) throws SSLException {
    var out = ALLOCATOR.directBuffer(engine.getSession().getPacketBufferSize());
    SSLEngineResult result;
    try {
      result = engine.wrap(NOTHING, space(out));
    } catch (SSLException failure) {
      out.release();
      throw failure;
    }
    out.writerIndex(out.writerIndex() + result.bytesProduced());
    isFinished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    toPeer(out);
    return result.bytesProduced() > 0 || result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
  }

  /// Decrypts all whole records into one buffer, until the engine wants something else.
  private boolean unwrap(SSLEngine engine) throws SSLException {
    ByteBuf clear = ALLOCATOR.directBuffer((int) Math.min(records.size(), LARGEST_READ));
    try {
      for (var record = nextRecord(); record != null; record = nextRecord()) {
        if (record.remaining() <= SHORT_RECORD && (clear.isReadable() || gathered != null)) {
          // may be a close_notify, which can end our output too: what the answer to the bytes
          // before
          // it is must be out by then
          clear = delivered(engine, clear, (int) Math.min(records.size(), LARGEST_READ));
          flushGathered();
          continue;
        }
        var result = engine.unwrap(record, space(clear));
        records.skip(result.bytesConsumed());
        clear.writerIndex(clear.writerIndex() + result.bytesProduced());
        var status = result.getHandshakeStatus();
        isFinished |= status == HandshakeStatus.FINISHED;
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
          int size = engine.getSession().getApplicationBufferSize();
          clear = delivered(engine, clear, (int) Math.min(records.size() + size, LARGEST_READ));
        } else if (engine.isInboundDone()) { // not CLOSED, which BoringSSL says of our end, too
          clear = delivered(engine, clear, 0);
          closeNotifyReceived(engine);
          return false;
        } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
          return status != HandshakeStatus.NEED_UNWRAP && status != HandshakeStatus.NOT_HANDSHAKING;
        } else if (status == HandshakeStatus.NEED_WRAP && state == State.OPEN) {
          // BoringSSL says so here only, and throws why once its alert is taken
          if (!wrapControl(engine)) {
            return false;
          }
        } else if (status != HandshakeStatus.NOT_HANDSHAKING) {
          isUnwrapDue = state == State.HANDSHAKING && result.bytesConsumed() > 0;
          return result.bytesConsumed() + result.bytesProduced() > 0
              || status != HandshakeStatus.NEED_UNWRAP;
        }
      }
    } finally {
      fromPeer(engine, clear);
    }
    return records.next() != null;
  }

  /// The next whole record. While the handshake goes on there may be none, but the engine must be
  /// asked once more all the same: BoringSSL goes on with what it has at the next call only.
  private @Nullable ByteBuffer nextRecord() {
    var record = state == State.ENDED || inputEnded ? null : records.next();
    boolean isDue = isUnwrapDue && state != State.ENDED;
    isUnwrapDue = false;
    return record == null && isDue ? NOTHING : record;
  }

  private ByteBuf delivered(SSLEngine engine, ByteBuf clear, int room) {
    fromPeer(engine, clear);
    return ALLOCATOR.directBuffer(room);
  }

  private void fromPeer(SSLEngine engine, ByteBuf clear) {
    if (clear.isReadable() && state == State.HANDSHAKING) {
      open(engine); // the engine has its own last words to say, but is done otherwise
    }
    if (clear.isReadable() && state == State.OPEN) {
      hasReceived = true;
      ends.fromPeer(clear);
    } else {
      clear.release();
    }
  }

  private void closeNotifyReceived(SSLEngine engine) {
    if (state == State.ENDED || inputEnded) {
      return;
    }
    if (state == State.HANDSHAKING) {
      fail(StreamError.UNAUTHORIZED, "the peer gave up the handshake");
      return;
    }
    inputEnded = true;
    records.release();
    ends.fromPeerEnd(null);
    if (state == State.OPEN && !endsByHalves(engine) && !outputEnded) {
      outputEnding = true;
      closeOutput();
    } else {
      endIfDone();
    }
  }

  private static boolean endsByHalves(SSLEngine engine) {
    return !(engine instanceof ReferenceCountedOpenSslEngine) && isVersion13(engine);
  }

  private static boolean isVersion13(SSLEngine engine) {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  /// Once nothing more arrives and all that did was worked off, the end is known for what it is.
  private void settlePeerGone() {
    if (!isPeerGone || inputEnded || isTasking || state == State.ENDED) {
      return;
    }
    if (goneError != null) {
      var error = goneError;
      end();
      ends.fromPeerEnd(error);
      ends.peerEnd(error);
    } else if (state == State.OPEN) {
      inputEnded = true;
      records.release();
      ends.fromPeerEnd(StreamError.READ_ERROR);
      endIfDone();
    } else if (engine != null) {
      fail(StreamError.READ_ERROR, "the peer ended the connection during the handshake");
    } else {
      fail(StreamError.READ_ERROR, "the peer ended the connection before the handshake");
    }
  }

  /// Keeps clear bytes until they fill a record or the turn ends.
  private void gather(ByteBuf bytes) {
    senderSource = worker.reading();
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    if (gathered != null && gathered.readableBytes() + bytes.readableBytes() > LARGEST_RECORD) {
      flushGathered();
    }
    if (state != State.OPEN) {
      bytes.release();
    } else if (gathered == null) {
      gathered = bytes;
      isGatheredOurs = false;
    } else {
      join(gathered, bytes);
    }
    if (gathered != null && gathered.readableBytes() >= LARGEST_RECORD) {
      flushGathered();
    } else if (gathered != null && !isFlushDue) {
      isFlushDue = true;
      worker.atTurnEnd(flush);
    }
  }

  private void join(ByteBuf before, ByteBuf bytes) {
    var all = before;
    if (!isGatheredOurs) {
      int size = before.readableBytes() + bytes.readableBytes();
      all = ALLOCATOR.directBuffer(Math.max(size, LARGEST_RECORD / 4), LARGEST_RECORD);
      all.writeBytes(before);
      before.release();
      gathered = all;
      isGatheredOurs = true;
    }
    all.writeBytes(bytes);
    bytes.release();
  }

  private void flushAtTurnEnd() {
    isFlushDue = false;
    stage.guard(() -> {
      var outer = worker.reading();
      worker.reading(senderSource);
      try {
        flushGathered();
      } finally {
        worker.reading(outer);
      }
    });
  }

  private void flushGathered() {
    var clear = gathered;
    gathered = null;
    if (clear == null) {
      return;
    }
    try {
      if (state == State.OPEN && engine != null) {
        wrap(engine, clear);
      }
    } catch (SSLException failure) {
      fail(StreamError.WRITE_ERROR, TlsFailures.explain(failure));
    } finally {
      clear.release();
    }
  }

  private void wrap(SSLEngine engine, ByteBuf clear) throws SSLException {
    var source = clear.nioBuffer();
    while (source.hasRemaining() && state == State.OPEN) {
      toPeer(wrapSome(engine, source));
    }
  }

  private ByteBuf wrapSome(SSLEngine engine, ByteBuffer source) throws SSLException {
    int content = Math.min(source.remaining(), LARGEST_WRITE);
    int count = (content + LARGEST_RECORD - 1) / LARGEST_RECORD;
    boolean isWide = !(engine instanceof ReferenceCountedOpenSslEngine);
    // the JDK's engine wants room for a whole record, however little there is to say
    int spare = isWide ? engine.getSession().getPacketBufferSize() : 0;
    var out = ALLOCATOR.directBuffer(content + count * RECORD_OVERHEAD + spare);
    try {
      while (source.hasRemaining()) {
        var result = engine.wrap(source, space(out));
        out.writerIndex(out.writerIndex() + result.bytesProduced());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
          source.position(source.limit());
        } else if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
          if (!out.isReadable()) {
            throw new SSLException("record does not fit");
          }
          break;
        } else if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
          throw new SSLException("engine does not take bytes: " + result.getHandshakeStatus());
        }
      }
    } catch (SSLException failure) {
      out.release();
      throw failure;
    }
    if (isWide && out.readableBytes() < out.capacity() / 4) {
      var small = ALLOCATOR.directBuffer(out.readableBytes()).writeBytes(out);
      out.release();
      return small;
    }
    return out;
  }

  /// Sends what is gathered, then close_notify, and ends the output beneath.
  private void closeOutput() {
    flushGathered();
    if (state == State.OPEN && engine != null) {
      engine.closeOutbound();
      sendLastWords(engine);
    }
    endOutput(null);
  }

  /// Sends the alerts that an engine still has, in order or because of a failure.
  private void sendLastWords(SSLEngine engine) {
    try {
      for (boolean more = true; more && !engine.isOutboundDone(); ) {
        more = wrapControl(engine);
      }
    } catch (SSLException expected) {
      // thrown once the alert that says it is out
    }
  }

  private void endOutput(@Nullable StreamError error) {
    if (!outputEnded) {
      outputEnded = true;
      if (error != null) {
        end();
      }
      ends.peerEnd(error);
      endIfDone();
    }
  }

  private void endIfDone() {
    if (inputEnded && outputEnded && state != State.ENDED) {
      end();
    }
  }

  private void toPeer(ByteBuf bytes) {
    if (bytes.isReadable() && !outputEnded) {
      ends.toPeer(bytes);
    } else {
      bytes.release();
    }
  }

  private void handshakeLimitOver() {
    if (state == State.WAITING || state == State.HANDSHAKING) {
      fail(StreamError.CONNECTION_TIMEOUT, "the handshake took too long");
    }
  }

  private void fail(SSLException failure) {
    if (engine != null && state != State.ENDED) {
      sendLastWords(engine);
    }
    // with TLS 1.3 a server refuses a client's certificate after the client is done (RFC 8446
    // section 4.4.2.4)
    fail(
        hasReceived ? StreamError.READ_ERROR : StreamError.UNAUTHORIZED,
        TlsFailures.explain(failure));
  }

  /// Ends the connection for a reason that the engine need not know.
  void fail(StreamError error, String why) {
    if (state == State.ENDED) {
      return;
    }
    boolean hadInput = !inputEnded;
    boolean hadOutput = !outputEnded;
    end();
    ends.failed(error, why);
    if (hadInput) {
      ends.fromPeerEnd(error);
    }
    if (hadOutput) {
      ends.peerEnd(error);
    }
  }

  private void end() {
    state = State.ENDED;
    inputEnded = true;
    outputEnding = true;
    outputEnded = true;
    deadline.cancel();
    records.release();
    unsent.release();
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
    pausedPeer.resume();
    pausedSender.resume();
  }

  private void releaseEngine() {
    if (engine != null) {
      ReferenceCountUtil.release(engine); // native memory; the JDK's engine has none
      engine = null;
    }
  }

  private static ByteBuffer space(ByteBuf buffer) {
    return buffer.internalNioBuffer(buffer.writerIndex(), buffer.writableBytes());
  }
}
