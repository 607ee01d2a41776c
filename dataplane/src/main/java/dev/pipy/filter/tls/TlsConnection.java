package dev.pipy.filter.tls;

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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
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
/// ReadError: bytes may be missing. With TLS 1.3 each direction ends by itself; below that the
/// peer's close_notify ends both (RFC 5246 section 7.2.1).
final class TlsConnection implements RecordInput.Sink {

  /// Both ends of the connection, as the filter sees them.
  interface Ends {

    /// Takes over encrypted bytes for the peer.
    void toPeer(ByteBuf bytes);

    /// No more bytes for the peer.
    void peerEnd(@Nullable StreamError error);

    /// The handshake is done but for who the peer is. Returns what finds that out, for a thread
    /// that may block; null if there is nothing to find out.
    ///
    /// @param peer its certificates, its own first; none if it has not shown any
    @Nullable Runnable verification(List<X509Certificate> peer);

    /// Whether the peer may go on, after what [#verification] gave has run. If not, then the
    /// connection has failed by now.
    boolean accepts();

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

    /// Nothing more goes either way, whatever the reason.
    void ended();
  }

  private enum State {
    WAITING,
    HANDSHAKING,
    OPEN,
    ENDED
  }

  private static final long PAUSE_SIZE = 1L << 16;

  private final Stage stage;
  private final Worker worker;
  private final EngineTasks tasks;
  private final Ends ends;
  private final LoopTimer deadline;
  private final RecordInput records = new RecordInput(this);
  private final HeldEvents unsent = new HeldEvents(HeldEvents.USUAL_LIMIT);
  private final PausedReads pausedPeer = new PausedReads();
  private final PausedReads pausedSender = new PausedReads();
  private final ClearOutput clearOutput;

  /// What the peer sent with its last words of the handshake.
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);

  private State state = State.WAITING;
  private @Nullable TlsEngine engine;
  private @Nullable ReadSource peerSource;
  private boolean isPumping;
  private boolean isVerified;
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
    this.tasks = new EngineTasks(worker, blocking, this::tasksDone);
    this.ends = ends;
    this.clearOutput = new ClearOutput(stage, this::encrypt);
    this.deadline = worker.after(handshakeLimit, () -> stage.guard(this::handshakeLimitOver));
  }

  /// Begins the handshake.
  void start(SSLEngine given) {
    var started = new TlsEngine(given);
    if (state != State.WAITING) {
      started.release();
      return;
    }
    engine = started;
    state = State.HANDSHAKING;
    try {
      started.beginHandshake();
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
    if (state == State.WAITING || tasks.isRunning()) {
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
      clearOutput.add(bytes);
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
    if (!tasks.isRunning()) {
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
      while (engine != null && state != State.ENDED && !tasks.isRunning() && step(engine)) {}
    } catch (SSLException failure) {
      fail(failure);
    } finally {
      isPumping = false;
    }
    settlePeerGone();
  }

  /// Returns whether there may be more to do.
  private boolean step(TlsEngine engine) throws SSLException {
    if (state == State.HANDSHAKING && engine.isHandshakeDone()) {
      if (isVerified) {
        open(engine);
        return true;
      }
      return verify(engine);
    }
    return switch (engine.status()) {
      case NEED_TASK -> {
        runTasks(engine);
        yield false;
      }
      case NEED_WRAP -> !inputEnded && wrapControl(engine);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> records.unwrap(engine);
    };
  }

  /// Returns whether it is done.
  private boolean verify(TlsEngine engine) {
    isVerified = true;
    var verification = ends.verification(engine.peerCertificates());
    if (verification == null) {
      return true;
    }
    if (!tasks.run(List.of(verification))) {
      fail(StreamError.BUFFER_OVERFLOW, "too many handshakes at a time");
    }
    return false;
  }

  private void open(TlsEngine engine) {
    if (!ends.accepts()) {
      return;
    }
    state = State.OPEN;
    deadline.cancel();
    pausedPeer.resume();
    ends.established(engine.protocol());
    for (var bytes = early.poll(); bytes != null; bytes = early.poll()) {
      decrypted(bytes);
    }
    for (var event = unsent.poll(); event != null; event = unsent.poll()) {
      if (event instanceof Event.Data(ByteBuf bytes)) {
        if (state == State.OPEN) {
          clearOutput.add(bytes);
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

  private void runTasks(TlsEngine engine) {
    if (state == State.OPEN && !engine.isVersion13()) {
      fail(StreamError.PROTOCOL_ERROR, "the peer asked for another handshake");
      return;
    }
    if (!tasks.run(engine.tasks())) {
      fail(StreamError.BUFFER_OVERFLOW, "too many handshakes at a time");
    }
  }

  private void tasksDone() {
    records.unwrapOnceMore();
    if (state == State.ENDED) {
      releaseEngine();
    } else {
      pausedPeer.resume();
      stage.guard(() -> pumpFor(peerSource));
    }
  }

  @Override
  public boolean wrapControl(TlsEngine engine) throws SSLException {
    var out = engine.wrapControl();
    boolean hasSaid = out.isReadable();
    toPeer(out);
    return hasSaid || engine.status() != HandshakeStatus.NEED_WRAP;
  }

  @Override
  public boolean isHandshaking() {
    return state == State.HANDSHAKING;
  }

  @Override
  public boolean takesRecords() {
    return state != State.ENDED && !inputEnded;
  }

  @Override
  public boolean isHoldingOutput() {
    return clearOutput.isHolding();
  }

  @Override
  public void flushOutput() {
    clearOutput.flush();
  }

  @Override
  public void decrypted(ByteBuf clear) {
    if (clear.isReadable() && state == State.HANDSHAKING) {
      early.add(clear); // the engine has its own last words to say, but is done otherwise
    } else if (clear.isReadable() && state == State.OPEN) {
      hasReceived = true;
      ends.fromPeer(clear);
    } else {
      clear.release();
    }
  }

  @Override
  public void closeNotify() {
    if (!takesRecords()) {
      return;
    }
    if (state == State.HANDSHAKING) {
      fail(StreamError.UNAUTHORIZED, "the peer gave up the handshake");
      return;
    }
    inputEnded = true;
    records.release();
    ends.fromPeerEnd(null);
    if (state == State.OPEN && engine != null && !engine.endsByHalves() && !outputEnded) {
      outputEnding = true;
      closeOutput();
    } else {
      endIfDone();
    }
  }

  /// Once nothing more arrives and all that did was worked off, the end is known for what it is.
  private void settlePeerGone() {
    if (!isPeerGone || inputEnded || tasks.isRunning() || state == State.ENDED) {
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

  /// Sends clear bytes, which are taken over.
  private void encrypt(ByteBuf clear) {
    try {
      var source = clear.nioBuffer();
      while (engine != null && source.hasRemaining() && state == State.OPEN) {
        toPeer(engine.wrap(source));
      }
    } catch (SSLException failure) {
      fail(StreamError.WRITE_ERROR, TlsFailures.explain(failure));
    } finally {
      clear.release();
    }
  }

  /// Sends what is gathered, then close_notify, and ends the output beneath.
  private void closeOutput() {
    clearOutput.flush();
    if (state == State.OPEN && engine != null) {
      engine.closeOutbound(this::toPeer);
    }
    endOutput(null);
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
      engine.lastWords(this::toPeer);
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
    ends.failed(error, why);
    end();
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
    early.forEach(ByteBuf::release);
    early.clear();
    clearOutput.close();
    pausedPeer.resume();
    pausedSender.resume();
    ends.ended();
  }

  private void releaseEngine() {
    if (engine != null) {
      engine.release();
      engine = null;
    }
  }
}
