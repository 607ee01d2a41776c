package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http1.Http1Limits;
import dev.pipy.codec.http1.Http1RequestDecoder;
import dev.pipy.codec.http1.Http1Sink;
import dev.pipy.codec.http2.Http2Limits;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The server's side of an HTTP/1 connection: bytes in, one sub-pipeline per request, answers out
/// in the order of the requests. What `demuxHTTP` and `serveHTTP` make. Confined to its worker.
///
/// Requests are worked on as they come, in parallel; the answer of the oldest streams through,
/// later ones wait (see [HttpExchange]). Beyond 100 requests under way the client is not read from.
final class HttpServerFilter implements Filter, Http1Sink<RequestHead> {

  private static final int MOST_PIPELINED = 100;

  /// Bytes that are read behind a request that may open a tunnel, or behind the last request.
  private static final long MOST_HELD = 64 << 10;

  /// How long a request may be on its way to us when we stop for good.
  private static final Duration CROSSING = Duration.ofSeconds(1);

  private final Settings settings;
  private final Upgrade upgrade;
  private final Http1RequestDecoder decoder;
  private final ArrayDeque<HttpExchange> exchanges = new ArrayDeque<>();
  private final PausedReads paused = new PausedReads();
  private @Nullable Stage stage;
  private @Nullable HttpExchange receiving;
  private @Nullable HttpExchange tunnel;
  private @Nullable LoopTimer headTimer;
  private long answered;
  private long dropped;
  private boolean inputEnded;
  private boolean acceptsNoMore;
  private boolean dropsInput;
  private boolean isDraining;
  private boolean isOver;
  private boolean hasSaidLast;
  private boolean isTakenOver;

  /// What a filter's definition says.
  ///
  /// @param layout the sub-pipeline of a request
  /// @param copiesContext whether each request gets its own context
  /// @param limits of heads
  /// @param headerTimeout how long a head may take from its first byte on; 0 for ever
  /// @param bufferSize bytes of a body of unknown length that are held to find out its length
  /// @param maxMessages requests on one HTTP/1 connection; 0 for any number
  /// @param http2 what an HTTP/2 connection may ask for
  record Settings(
      PipelineLayout layout,
      boolean copiesContext,
      Http1Limits limits,
      Duration headerTimeout,
      int bufferSize,
      long maxMessages,
      Http2Limits http2) {}

  /// What may take the connection over at a request, to speak another version.
  interface Upgrade {

    /// Whether it takes over; the request has no body, and is then not ours.
    boolean takesOver(RequestHead head);

    /// Takes over what follows that request.
    void data(ByteBuf owned);
  }

  HttpServerFilter(Settings settings, Upgrade upgrade) {
    this.settings = settings;
    this.upgrade = upgrade;
    this.decoder = new Http1RequestDecoder(settings.limits(), this);
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (this.stage == null && stage.context().keepsSizes()) {
      decoder.keepSizes();
    }
    this.stage = stage;
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        if (dropsInput) {
          drop(bytes, stage);
        } else {
          decoder.read(bytes);
          watchHead(stage);
          if (decoder.heldBytes() > MOST_HELD) {
            paused.pause(stage.worker()); // until it is known whether they belong to a tunnel
          }
        }
      }
      case Event.StreamEnd(StreamError error) -> endInput(error);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  /// A head that came in one piece, as nearly all do, needs no timer.
  private void watchHead(Stage stage) {
    if (!decoder.isInsideHead()) {
      forgetHead();
    } else if (headTimer == null && !settings.headerTimeout().isZero() && !isOver) {
      headTimer = stage.worker().after(settings.headerTimeout(), this::headIsLate);
    }
  }

  private void forgetHead() {
    if (headTimer != null) {
      headTimer.cancel();
      headTimer = null;
    }
  }

  private void headIsLate() {
    headTimer = null;
    stage()
        .guard(() -> {
          if (decoder.isInsideHead() && !isOver) {
            decoder.close();
            malformed(HttpError.REQUEST_TIMEOUT);
          }
        });
  }

  /// Nobody wants it; while answers are still to come, only so much is even read.
  private void drop(ByteBuf bytes, Stage stage) {
    dropped += bytes.readableBytes();
    bytes.release();
    if (dropped > MOST_HELD && !isOver) {
      paused.pause(stage.worker());
    }
  }

  @Override
  public boolean takesInput() {
    return !dropsInput;
  }

  /// Who has asked to close sends no more requests (RFC 9112 section 9.6).
  @Override
  public boolean expectsInput() {
    return !hasSaidLast || dropped > 0;
  }

  private void endInput(@Nullable StreamError error) {
    inputEnded = true;
    isDraining |= stage().host().isDraining();
    if (tunnel != null) {
      tunnel.input(Event.StreamEnd.of(error));
    } else if (error != null) {
      endStream(error);
    } else {
      decoder.endOfInput();
      endIfAnswered();
    }
  }

  private Stage stage() {
    return Objects.requireNonNull(stage);
  }

  // --- what the decoder finds ---

  @Override
  public void head(RequestHead head, long length) {
    forgetHead(); // a next one, in the same bytes, has its own time
    if (length == 0 && exchanges.isEmpty() && !isDraining && upgrade.takesOver(head)) {
      isTakenOver = true;
      decoder.passThrough();
      return;
    }
    var exchange = new HttpExchange(this, stage(), head);
    receiving = exchange;
    exchanges.add(exchange);
    if (!head.isKeepAlive()) {
      acceptsNoMore = true;
    }
    if (exchange.mayBecomeTunnel()) {
      decoder.pause();
    }
    if (exchanges.size() >= MOST_PIPELINED) {
      paused.pause(stage().worker());
    }
    try {
      exchange.open(settings, length);
    } catch (CallFailure reported) {
      // from here the decoder owns what is being read: the failure must not reach the stage
      exchange.emit(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    }
  }

  @Override
  public void data(ByteBuf bytes) {
    if (isTakenOver) {
      upgrade.data(bytes);
      return;
    }
    var target = tunnel != null ? tunnel : receiving;
    if (target == null) {
      bytes.release();
    } else {
      target.input(new Event.Data(bytes));
    }
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    var exchange = receiving;
    receiving = null;
    if (exchange != null) {
      hasSaidLast = exchange.asksToClose();
      exchange.requestEnded(tail);
    }
    if (acceptsNoMore && (exchange == null || !exchange.mayBecomeTunnel())) {
      decoder.pause();
      dropsInput = true;
    }
  }

  @Override
  public void malformed(HttpError error) {
    acceptsNoMore = true;
    dropsInput = true;
    if (receiving != null) {
      // the head was passed on already; its request must not look complete to anybody
      receiving.refuse(error);
      receiving = null;
    } else {
      var exchange = new HttpExchange(this, stage(), null);
      exchanges.add(exchange);
      exchange.refuse(error);
    }
  }

  @Override
  public void truncated() {
    if (receiving != null) {
      receiving.abandon(StreamError.READ_ERROR);
      exchanges.remove(receiving);
      receiving = null;
      acceptsNoMore = true;
      dropsInput = true;
    }
  }

  // --- what exchanges say ---

  boolean isOldest(HttpExchange exchange) {
    return exchanges.peek() == exchange;
  }

  int bufferSize() {
    return settings.bufferSize();
  }

  /// Whether the answer that is about to go out is the last of the connection.
  boolean isLastAnswer(HttpExchange exchange) {
    if (settings.maxMessages() > 0 && answered + 1 >= settings.maxMessages()) {
      return true;
    }
    boolean nothingFollows = exchanges.peekLast() == exchange && (dropsInput || decoder.isIdle());
    return (acceptsNoMore || isDraining) && (nothingFollows || exchange.asksToClose());
  }

  /// The oldest exchange has sent its whole answer.
  void answered(HttpExchange exchange, boolean isLast) {
    exchanges.remove(exchange);
    answered++;
    if (exchange == receiving) {
      exchange.discardRest();
    }
    if (isLast) {
      endStream(null);
      return;
    }
    if (exchange.mayBecomeTunnel()) {
      decoder.resume(); // the peer did not agree: ordinary requests follow
      dropsInput |= acceptsNoMore;
    }
    if (exchanges.size() < MOST_PIPELINED / 2 && decoder.heldBytes() <= MOST_HELD) {
      paused.resume();
    }
    var next = exchanges.peek();
    if (next != null) {
      next.becomeOldest();
    } else {
      endIfAnswered();
    }
  }

  /// The oldest exchange and the peer agreed on raw bytes.
  void becomeTunnel(HttpExchange exchange) {
    tunnel = exchange;
    decoder.passThrough();
    paused.resume();
    if (inputEnded) {
      exchange.input(Event.StreamEnd.CLEAN);
    }
  }

  /// The answer cannot be completed: the client must not take it for whole.
  void abort(StreamError error) {
    endStream(error);
  }

  /// The tunnel's other side is done.
  void tunnelEnded(Event.StreamEnd end) {
    stage().emit(end);
  }

  private void endIfAnswered() {
    if (inputEnded && exchanges.isEmpty() && !isOver) {
      endStream(null);
    }
  }

  private void endStream(@Nullable StreamError error) {
    if (isOver) {
      return;
    }
    isOver = true;
    forgetHead();
    acceptsNoMore = true;
    dropsInput = true;
    hasSaidLast &= decoder.heldBytes() == 0;
    decoder.close(); // what was read already is no request any more (RFC 9112 section 9.6)
    stage().emit(Event.StreamEnd.of(error));
    closeExchanges(error == null ? StreamError.CONNECTION_CANCELED : error);
  }

  private void closeExchanges(StreamError error) {
    for (var exchange = exchanges.poll(); exchange != null; exchange = exchanges.poll()) {
      exchange.abandon(error);
    }
    paused.resume();
  }

  @Override
  public void drain(Stage stage) {
    this.stage = stage;
    isDraining = true;
    exchanges.forEach(HttpExchange::drain);
    if (stage.host().isStopping()) {
      stage.worker().after(CROSSING, this::endIfIdle);
    }
    // else an idle connection is left alone: a request may be crossing, its answer will be the last
  }

  private void endIfIdle() {
    if (!isOver && tunnel == null && exchanges.isEmpty() && decoder.isIdle()) {
      endStream(null);
    }
  }

  @Override
  public void close() {
    isOver = true;
    forgetHead();
    decoder.close();
    closeExchanges(StreamError.CONNECTION_CANCELED);
    if (tunnel != null) {
      tunnel.abandon(StreamError.CONNECTION_CANCELED);
    }
  }
}
