package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.codec.http1.Http1ResponseDecoder;
import dev.pipy.codec.http1.Http1Sink;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.http.UpstreamExchange.Retry;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.telemetry.RequestCounts;
import dev.pipy.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream that speaks HTTP/1: an instance of the session pipeline with the
/// codec around it, and the line of requests that were sent on it and not answered yet. Mostly the
/// line is one request; several stand in it only if all of them may share (RFC 9112 section 9.3.2).
/// Confined to its worker.
final class HttpSession implements Output, Http1Sink<ResponseHead> {

  private final SessionPool pool;
  private final Worker worker;
  private final Pipeline pipeline;
  private final boolean isForRetry;
  private final Http1ResponseDecoder decoder;
  private final ArrayDeque<Http1UpstreamExchange> line = new ArrayDeque<>(2);
  private int carried;
  private int served;
  private long idleSince;
  private long frontSince;
  private boolean isLast;
  private boolean isTunnel;
  private boolean tunnelInputEnded;
  private boolean isOver;
  private @Nullable StreamError endError;

  /// @param opening gives the instance of the session pipeline, whose output comes here
  /// @param isForRetry whether it was opened for a request that came to nothing before
  HttpSession(SessionPool pool, Function<Output, Pipeline> opening, boolean isForRetry) {
    this.pool = pool;
    this.worker = pool.worker();
    this.isForRetry = isForRetry;
    this.decoder = new Http1ResponseDecoder(pool.limits(), this, _ -> expectedAnswer());
    this.pipeline = opening.apply(this);
    if (pipeline.context().keepsSizes()) {
      decoder.keepSizes();
    }
    this.idleSince = worker.nanoTime();
  }

  /// Lets the session pipeline run its `onStart`.
  void start(@Nullable Object key) {
    pipeline.start(key);
  }

  /// Where its requests are counted: those of the peer that its pipeline connects to.
  RequestCounts counts() {
    return pool.counts(pipeline.context());
  }

  private @Nullable ExpectedRequest expectedAnswer() {
    var front = line.peek();
    return front == null ? null : front.expected();
  }

  // --- what the pool asks ---

  /// When it fell idle, on the worker's clock.
  long idleSince() {
    return idleSince;
  }

  boolean isOver() {
    return isOver;
  }

  /// Why it ended; null if it ended in order.
  @Nullable StreamError endError() {
    return endError;
  }

  boolean isTunnel() {
    return isTunnel;
  }

  /// Requests that were sent on it so far.
  int carried() {
    return carried;
  }

  /// Whether several requests stand in line.
  boolean isShared() {
    return line.size() > 1;
  }

  /// Whether another request that may share can join the line. The peer must have shown before that
  /// it keeps the connection, and must not be in the middle of an answer, which may be long.
  ///
  /// @param most requests in line then
  boolean hasRoom(int most) {
    var front = line.peek();
    return front != null
        && line.size() < most
        && front.mayShare()
        && !front.isAnswering()
        && served > 0
        && !isLast
        && !isOver;
  }

  /// Whether requests have stood behind the one at the front for longer than `slow`, in
  /// nanoseconds.
  boolean isSlow(long now, long slow) {
    return isShared() && now - frontSince > slow;
  }

  // --- what the requests do ---

  /// Takes a place at the end of the line. The request is written at once.
  void join(Http1UpstreamExchange request) {
    carried++;
    long now = worker.nanoTime();
    request.sentAt(now);
    if (line.isEmpty()) {
      frontSince = now;
    }
    line.add(request);
  }

  void write(Event event) {
    if (isOver) {
      event.release();
    } else {
      pipeline.input(event);
    }
  }

  void endTunnelInput(Event.StreamEnd end) {
    tunnelInputEnded = true;
    write(end);
  }

  /// The answer to a request has ended before, and now the request.
  void bothEnded(Http1UpstreamExchange request) {
    if (!isOver && request == line.peek()) {
      leaveFront(request);
    }
  }

  /// Nobody wants the answer to a request any more. If it is one of several, and nothing of its
  /// answer has come, the answer will be dropped; otherwise the connection cannot be used again.
  void abandoned(Http1UpstreamExchange request) {
    if (!line.contains(request)) {
      return;
    }
    boolean canStay = line.size() > 1 && !request.isAnswering();
    if (!canStay || line.stream().noneMatch(Http1UpstreamExchange::isWanted)) {
      closeAndRetry();
    }
  }

  /// The request at the front takes long: those behind it are sent elsewhere, and what the peer may
  /// still answer them is not waited for.
  void rescueLine() {
    isLast = true;
    var front = line.poll();
    var behind = takeLine();
    if (front != null) {
      line.add(front);
    }
    sendElsewhere(behind);
    if (!isOver && (front == null || !front.isWanted())) {
      close();
    }
  }

  private List<Http1UpstreamExchange> takeLine() {
    var taken = List.copyOf(line);
    line.clear();
    return taken;
  }

  private static void sendElsewhere(List<Http1UpstreamExchange> requests) {
    for (var request : requests) {
      request.doNotCount();
      request.unanswered(null, Retry.ALWAYS); // only what is safe stands behind another
    }
  }

  private void closeAndRetry() {
    var waiting = takeLine();
    close();
    sendElsewhere(waiting);
  }

  // --- what the pipeline emits ---

  @Override
  public void emit(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        if (isOver) {
          bytes.release();
        } else if (!bytes.isReadable() && isOtherVersion()) {
          bytes.release();
          fail(StreamError.PROTOCOL_ERROR, isForRetry ? Retry.NO : Retry.ALWAYS);
        } else if (line.isEmpty()) {
          bytes.release();
          close(); // nothing was asked: whatever it is, no later request may take it for its answer
        } else {
          decoder.read(bytes);
        }
      }
      case Event.StreamEnd(StreamError error) -> ended(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// Whether TLS has settled HTTP/2 here, where nobody expected it: the peer understands nothing of
  /// what was sent.
  private boolean isOtherVersion() {
    return "h2".equals(pipeline.context().upstreamProtocol());
  }

  private void ended(@Nullable StreamError error) {
    if (isOver) {
      return;
    }
    if (isTunnel) {
      endTunnelOutput(error);
      return;
    }
    var retry = retry(decoder.isIdle());
    if (error == null) {
      decoder.endOfInput(); // may complete an answer that lasts until the end
    }
    if (!isOver) {
      fail(error, retry);
    }
  }

  /// One that had served before was probably closed by the peer while it was idle; and what ends a
  /// shared one within a head may be due to a request further behind.
  private Retry retry(boolean wasIdle) {
    return served > 0 && (wasIdle || isShared()) ? Retry.IF_IDEMPOTENT : Retry.NO;
  }

  /// The peer's side of a tunnel is over. In order, ours goes on until it ends too.
  private void endTunnelOutput(@Nullable StreamError error) {
    var request = line.peek();
    boolean isForGood = error != null || tunnelInputEnded || request == null;
    if (isForGood) {
      line.clear();
      close();
    }
    if (request != null) {
      request.broken(Event.StreamEnd.of(error), isForGood);
    }
  }

  /// Ends the session; whoever waits is told.
  ///
  /// @param retry for the request at the front, if nothing of its answer was passed on
  private void fail(@Nullable StreamError error, Retry retry) {
    var front = line.poll();
    var behind = takeLine();
    endError = error;
    if (error != null) {
      pool.failed();
    }
    close();
    if (!behind.isEmpty()) {
      pool.depth().broken(worker.nanoTime());
    }
    if (front != null && front.isAnswering()) {
      // what is cut off must not look complete
      front.broken(new Event.StreamEnd(error == null ? StreamError.CONNECTION_RESET : error), true);
    } else if (front != null) {
      front.unanswered(error, front.hasAnswer() ? Retry.NO : retry);
    }
    sendElsewhere(behind);
  }

  // --- what the decoder finds ---

  @Override
  public void head(ResponseHead head, long length) {
    var front = line.peek();
    if (front == null) {
      close(); // an answer that nobody asked for
      return;
    }
    int status = head.status();
    if (front.agreesToTunnel(status)) {
      isTunnel = true;
      front.beginsTunnel(head, worker.nanoTime());
      pool.forget(this);
      decoder.passThrough();
    } else if (status >= 200) {
      front.beginsAnswer(head);
      if (!head.isKeepAlive()) {
        isLast = true;
        head.headers().forgetClose(); // it is about this connection, not about the client's
      }
    }
    front.answer(new Event.MessageStart(head, length));
  }

  @Override
  public void data(ByteBuf bytes) {
    var front = line.peek();
    if (front == null) {
      bytes.release();
    } else {
      front.answer(new Event.Data(bytes));
    }
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    var front = line.peek();
    if (front == null) {
      return;
    }
    var end = tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail);
    if (!front.isAnswering()) {
      front.answer(end); // of an interim answer
      return;
    }
    front.endsAnswer();
    if (front.hasRequestEnded() || front.mayShare()) {
      leaveFront(front); // before it is told: what it asks next may use this connection
    } else {
      front.countAnswer(worker.nanoTime());
    }
    front.answered(end);
  }

  @Override
  public void malformed(HttpError error) {
    fail(StreamError.PROTOCOL_ERROR, Retry.NO);
  }

  @Override
  public void truncated() {
    fail(StreamError.CONNECTION_RESET, retry(false));
  }

  private void leaveFront(Http1UpstreamExchange front) {
    line.poll();
    served++;
    long now = worker.nanoTime();
    front.countAnswer(now);
    if (front.sentAt() - frontSince < 0) {
      pool.depth().answeredBehind(now - frontSince, now);
    } else if (front.mayShare()) {
      pool.depth().answeredAlone(now - front.sentAt());
    }
    frontSince = now;
    if (isLast) {
      closeAndRetry(); // the peer said so
    } else if (line.isEmpty()) {
      if (!decoder.isIdle() || !pool.mayCarryMore(this)) {
        close(); // it sent more than was asked for, or has carried as much as it may
      } else {
        idleSince = now;
        pool.release(this);
      }
    }
  }

  /// Closes the connection.
  void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    decoder.close();
    pipeline.close();
    pool.forget(this);
  }
}
