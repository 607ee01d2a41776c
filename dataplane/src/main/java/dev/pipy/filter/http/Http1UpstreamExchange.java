package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.HttpVersion;
import dev.pipy.telemetry.RequestCounts;
import dev.pipy.telemetry.RequestMethod;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request and its answer on a connection that speaks HTTP/1: a place in the connection's line,
/// or, while the key has as many connections as it may, a place among those that wait for one.
/// Confined to its worker.
final class Http1UpstreamExchange implements UpstreamExchange {

  private final SessionPool pool;
  private final StreamContext opener;
  private final boolean mayShare;
  private final RequestHead head;
  private final ExpectedRequest expected;
  private @Nullable HttpSession session;
  private @Nullable Asker asker;
  private @Nullable MessageWriter writer;
  private @Nullable HeldEvents held;
  private @Nullable PausedReads paused;
  private long sentAt;
  private boolean requestEnded;
  private boolean hasAnswer;
  private boolean isAnswering;
  private boolean answerEnded;
  private boolean isCounted;
  private int status;
  private HttpVersion version = HttpVersion.UNKNOWN;

  /// @param session to use, or null if the request must wait for one
  /// @param mayShare whether it may stand in a line with others
  Http1UpstreamExchange(
      SessionPool pool,
      StreamContext opener,
      @Nullable HttpSession session,
      RequestHead head,
      boolean mayShare) {
    this.pool = pool;
    this.opener = opener;
    this.session = session;
    this.mayShare = mayShare;
    this.head = head;
    this.expected = ExpectedRequest.of(head);
  }

  // --- what the asker does ---

  @Override
  public void begin(Asker asker, RequestHead head, long length) {
    var given = session;
    if (given == null ? !pool.enqueue(this) : given.isOver()) {
      asker.unanswered(given == null ? StreamError.BUFFER_OVERFLOW : given.endError(), Retry.NO);
      return;
    }
    this.asker = asker;
    if (given != null) {
      given.join(this);
    }
    var sending =
        new MessageWriter(
            this::write,
            pool.worker(),
            new MessageStarts.Request(head, TunnelRules.option(head)),
            pool.bufferSize());
    writer = sending;
    sending.start(length);
  }

  private void write(Event event) {
    if (session != null) {
      session.write(event);
    } else if (held != null) {
      held.add(event);
      if (held.isFull()) {
        pauseReader();
      }
    } else {
      event.release();
    }
  }

  private void pauseReader() {
    if (paused == null) {
      paused = new PausedReads();
    }
    paused.pause(pool.worker());
  }

  @Override
  public void send(ByteBuf bytes) {
    if (session != null && session.isTunnel()) {
      session.write(new Event.Data(bytes));
    } else if (writer == null) {
      bytes.release();
    } else {
      writer.data(bytes);
    }
  }

  @Override
  public boolean endRequest(@Nullable HttpTail tail) {
    var sending = writer;
    if (sending == null) {
      return true;
    }
    writer = null;
    boolean isWhole = sending.end(tail);
    requestEnded = isWhole;
    if (isWhole && answerEnded && session != null) {
      session.bothEnded(this);
    }
    return isWhole;
  }

  @Override
  public void endTunnel(Event.StreamEnd end) {
    if (session != null) {
      session.endTunnelInput(end);
    }
  }

  @Override
  public void abandon() {
    asker = null;
    countFailure(StreamError.CONNECTION_CANCELED);
    if (session != null) {
      session.abandoned(this);
    } else {
      pool.leaveQueue(this);
    }
    stop();
  }

  // --- what the pool does ---

  /// Waits from now on: what is sent is held.
  void holdInput() {
    held = new HeldEvents(HeldEvents.USUAL_LIMIT);
  }

  /// Gives the connection that it waited for.
  void grant(HttpSession given) {
    var events = held;
    held = null;
    if (given.isOver()) {
      release(events);
      unanswered(given.endError(), Retry.NO);
      return;
    }
    session = given;
    given.join(this);
    if (events != null) {
      for (var event = events.poll(); event != null; event = events.poll()) {
        given.write(event);
      }
    }
    resumeReader();
  }

  /// It has waited for too long.
  void refuse() {
    release(held);
    held = null;
    unanswered(StreamError.CONNECTION_TIMEOUT, Retry.NO);
  }

  private static void release(@Nullable HeldEvents events) {
    if (events != null) {
      events.release();
    }
  }

  private void resumeReader() {
    if (paused != null) {
      paused.resume();
    }
  }

  StreamContext opener() {
    return opener;
  }

  // --- what is counted ---

  /// The answer is whole.
  void countAnswer(long now) {
    var sent = session;
    if (!isCounted && sent != null) {
      isCounted = true;
      sent.counts().answered(RequestMethod.of(head.method()), version, status, now - sentAt);
    }
  }

  private void countFailure(@Nullable StreamError error) {
    var sent = session;
    if (!isCounted && sent != null) {
      isCounted = true;
      RequestCounts counts = sent.counts();
      counts.failed(
          RequestMethod.of(head.method()),
          version,
          error == null ? StreamError.CONNECTION_RESET : error,
          pool.worker().nanoTime() - sentAt);
    }
  }

  /// It is sent anew, elsewhere, though nothing is known to be wrong: only that counts.
  void doNotCount() {
    isCounted = true;
  }

  // --- what the connection does ---

  ExpectedRequest expected() {
    return expected;
  }

  /// Whether an answer with this status turns the connection into a tunnel.
  boolean agreesToTunnel(int status) {
    return TunnelRules.agree(head, status);
  }

  /// Whether others may stand in line with it: it is safe, and all of it is sent with its head.
  boolean mayShare() {
    return mayShare;
  }

  /// Whether somebody waits for the answer.
  boolean isWanted() {
    return asker != null;
  }

  /// When it was sent, on the worker's clock.
  long sentAt() {
    return sentAt;
  }

  void sentAt(long nanoTime) {
    sentAt = nanoTime;
  }

  /// Whether anything was answered, if only in the interim.
  boolean hasAnswer() {
    return hasAnswer;
  }

  /// Whether the final answer has begun and not ended.
  boolean isAnswering() {
    return isAnswering && !answerEnded;
  }

  boolean hasRequestEnded() {
    return requestEnded;
  }

  void answer(Event event) {
    var waiting = asker;
    if (event instanceof Event.MessageStart) {
      hasAnswer = true;
    }
    if (waiting == null) {
      event.release();
    } else {
      waiting.answer(event);
    }
  }

  /// What comes next is the final answer.
  void beginsAnswer(ResponseHead answer) {
    isAnswering = true;
    status = answer.status();
    version = HttpVersion.ofHead(answer.protocol());
  }

  /// The answer is the last of HTTP on the connection.
  void beginsTunnel(ResponseHead answer, long now) {
    status = answer.status();
    version = HttpVersion.ofHead(answer.protocol());
    countAnswer(now);
  }

  /// The final answer has ended.
  void endsAnswer() {
    answerEnded = true;
  }

  /// Tells of the end of the answer.
  void answered(Event.MessageEnd end) {
    var waiting = asker;
    asker = null;
    if (waiting != null) {
      waiting.answered(end);
    }
  }

  /// Tells that no answer will come.
  void unanswered(@Nullable StreamError error, Retry retry) {
    var waiting = asker;
    asker = null;
    countFailure(error);
    stop();
    if (waiting != null) {
      waiting.unanswered(error, retry);
    }
  }

  /// Tells that the answer breaks off, or that the tunnel is over.
  void broken(Event.StreamEnd end, boolean isForGood) {
    var waiting = asker;
    countFailure(end.error()); // unless it is a tunnel, which was counted when it was agreed on
    if (isForGood) {
      asker = null;
      stop();
    }
    if (waiting != null) {
      waiting.answer(end);
    }
  }

  /// Nothing is sent any more.
  private void stop() {
    release(held);
    held = null;
    resumeReader();
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
