package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpError;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ConnectionOption;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.Stage;
import dev.pipy.telemetry.HttpVersion;
import dev.pipy.telemetry.RequestCounts;
import dev.pipy.telemetry.RequestMethod;
import dev.pipy.worker.LoopTimer;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer on a client's connection. Takes what the request's sub-pipeline
/// emits: the first message is the answer, a stream that ends without one becomes an error answer.
/// While an older request is unanswered, events are kept, and beyond 1 MiB their source pauses.
/// Confined to its worker.
///
/// A client that waits for `100 Continue` gets it from whoever takes its body, or from here when
/// nobody has said anything for 0.3 s (RFC 9110 section 10.1.1).
///
/// ```text
/// WAITING --response head--> SENDING --end--> DONE
///    |  \--1xx passes through, still WAITING
///    |--101 / 2xx to CONNECT--> AGREED --end of the message--> TUNNEL
///    '--stream ends--> error answer, DONE
/// ```
final class HttpExchange implements Output {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  /// What cannot be understood is answered as if it were a plain GET.
  private static final ExpectedRequest NO_REQUEST =
      ExpectedRequest.of(new RequestHead("GET", "/", "HTTP/1.1", new HttpHeaders()));

  /// How long an upstream or a script may take to say itself that the body is wanted.
  private static final Duration CONTINUE_DELAY = Duration.ofMillis(300);

  private static final ResponseHead CONTINUE = HttpAnswers.answer(100, "Continue");

  private enum State {
    WAITING,
    SENDING,
    AGREED,
    TUNNEL,
    DONE
  }

  private final HttpServerFilter server;
  private final Stage stage;
  private final @Nullable RequestHead request;
  private final ExpectedRequest expected;
  private final boolean mayBecomeTunnel;
  private final RequestCounts counts;
  private final long beganAt;
  private int status;
  private boolean isCounted;
  private State state = State.WAITING;
  private @Nullable Pipeline pipeline;
  private @Nullable MessageWriter writer;
  private final PausedReads paused = new PausedReads();
  private @Nullable HeldEvents kept;
  private @Nullable LoopTimer continueTimer;
  private boolean awaitsContinue;
  private boolean isContinueDue;
  private boolean isLast;
  private boolean requestEnded;

  /// @param request null when it was not well formed
  HttpExchange(HttpServerFilter server, Stage stage, @Nullable RequestHead request) {
    this.server = server;
    this.stage = stage;
    this.request = request;
    this.expected = request == null ? NO_REQUEST : ExpectedRequest.of(request);
    this.mayBecomeTunnel = request != null && TunnelRules.mayFollow(request);
    this.counts = stage.context().listenerCounts().requests();
    this.beganAt = stage.worker().turnNanoTime(); // its bytes were there when the turn began
    counts.begun();
  }

  private void countAnswer() {
    if (!isCounted) {
      isCounted = true;
      counts.answered(method(), version(), status, stage.worker().nanoTime() - beganAt);
    }
  }

  private void countFailure(StreamError error) {
    if (!isCounted) {
      isCounted = true;
      counts.failed(method(), version(), error, stage.worker().nanoTime() - beganAt);
    }
  }

  private RequestMethod method() {
    return request == null ? RequestMethod.OTHER : RequestMethod.of(request.method());
  }

  private HttpVersion version() {
    return request == null ? HttpVersion.UNKNOWN : HttpVersion.ofHead(request.protocol());
  }

  void open(HttpServerFilter.Settings settings, long length) {
    var context = stage.context();
    var opened = settings.layout().open(settings.copiesContext() ? context.copy() : context, this);
    pipeline = opened;
    if (length != 0 && request != null && request.expectsContinue()) {
      awaitsContinue = true;
      continueTimer = stage.worker().after(CONTINUE_DELAY, this::continueDue);
    }
    opened.input(new Event.MessageStart(request, length));
  }

  boolean mayBecomeTunnel() {
    return mayBecomeTunnel;
  }

  /// Whether the client said that this is its last request.
  boolean asksToClose() {
    return request == null || !request.isKeepAlive();
  }

  private void continueDue() {
    isContinueDue = true;
    sendContinueIfDue();
  }

  private void sendContinueIfDue() {
    if (isContinueDue && awaitsContinue && state == State.WAITING && server.isOldest(this)) {
      interim(CONTINUE);
    }
  }

  private void interim(ResponseHead head) {
    if (head.status() == CONTINUE.status()) {
      noLongerAwaitsContinue();
    }
    stage.emit(MessageStarts.bare(head, ConnectionOption.NONE));
  }

  private void noLongerAwaitsContinue() {
    awaitsContinue = false;
    if (continueTimer != null) {
      continueTimer.cancel();
      continueTimer = null;
    }
  }

  /// Feeds the request's sub-pipeline.
  void input(Event event) {
    if (awaitsContinue && event instanceof Event.Data) {
      noLongerAwaitsContinue(); // it did not wait
    }
    if (pipeline == null) {
      event.release();
    } else {
      pipeline.input(event);
    }
  }

  void requestEnded(@Nullable HttpTail tail) {
    requestEnded = true;
    noLongerAwaitsContinue();
    input(tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail));
  }

  /// The answer is out before the request was whole: what still comes of it is dropped.
  void discardRest() {
    closePipeline();
  }

  /// Answers what cannot be understood, in its turn, and lets nothing follow.
  void refuse(HttpError error) {
    closePipeline();
    if (state == State.WAITING) {
      dropKept();
      HttpAnswers.send(HttpAnswers.answer(error.status(), error.reason()), this);
    } else {
      server.abort(StreamError.PROTOCOL_ERROR);
    }
  }

  /// Nobody waits for the answer any more.
  ///
  /// @param error why
  void abandon(StreamError error) {
    countFailure(error);
    state = State.DONE;
    noLongerAwaitsContinue();
    closePipeline();
    dropKept();
    if (writer != null) {
      writer.close();
    }
  }

  void drain() {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  /// It is this exchange's turn to answer.
  void becomeOldest() {
    var events = kept;
    kept = null;
    paused.resume();
    if (events != null) {
      for (var event = events.poll(); event != null; event = events.poll()) {
        answer(event);
      }
    }
    sendContinueIfDue();
  }

  @Override
  public void emit(Event event) {
    if (state == State.DONE) {
      event.release();
    } else if (server.isOldest(this)) {
      answer(event);
    } else {
      keep(event);
    }
  }

  private void keep(Event event) {
    if (kept == null) {
      kept = new HeldEvents(HeldEvents.USUAL_LIMIT);
    }
    kept.add(event);
    if (kept.isFull()) {
      paused.pause(stage.worker());
    }
  }

  private void answer(Event event) {
    switch (state) {
      case WAITING -> answerStarts(event);
      case SENDING -> answerGoesOn(event);
      case AGREED -> agreed(event);
      case TUNNEL -> tunnel(event);
      case DONE -> event.release();
    }
  }

  private void answerStarts(Event event) {
    switch (event) {
      case Event.MessageStart(Head head, long length) -> start(head, length);
      case Event.StreamEnd(StreamError error) -> HttpAnswers.send(error, this);
      case Event.Data data -> data.release(); // bytes outside of a message mean nothing here
      case Event.MessageEnd _ -> {}
    }
  }

  private void start(@Nullable Head given, long length) {
    ResponseHead head;
    try {
      head = ResponseHead.of(given);
    } catch (IllegalHeaderException invalid) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .addKeyValue("error", invalid.getMessage())
          .log("response head cannot be sent, answering 500");
      HttpAnswers.send(StreamError.RUNTIME_ERROR, this);
      return;
    }
    status = head.status();
    if (mayBecomeTunnel && TunnelRules.agree(Objects.requireNonNull(request), status)) {
      state = State.AGREED;
      boolean isUpgrade = status == 101;
      stage.emit(
          MessageStarts.bare(head, isUpgrade ? ConnectionOption.UPGRADE : ConnectionOption.NONE));
    } else if (status >= 100 && status < 200) {
      // an interim answer: the real one follows (RFC 9110 section 15.2)
      if (request != null && request.protocol().equals("HTTP/1.1") && status != 101) {
        interim(head);
      }
    } else {
      state = State.SENDING;
      // whether a client that was told nothing still sends its body, nobody knows
      isLast = server.isLastAnswer(this) || awaitsContinue || head.headers().saysClose();
      noLongerAwaitsContinue();
      var option = isLast ? ConnectionOption.CLOSE : ConnectionOption.KEEP_ALIVE;
      var sending =
          new MessageWriter(
              stage::emit,
              stage.worker(),
              new MessageStarts.Response(head, expected, option),
              server.bufferSize());
      writer = sending;
      sending.start(length);
    }
  }

  private void answerGoesOn(Event event) {
    var sending = Objects.requireNonNull(writer);
    switch (event) {
      case Event.Data(ByteBuf bytes) -> sending.data(bytes);
      case Event.MessageEnd(Head tail, _) -> finish(sending, tail);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          finish(sending, null);
        } else if (sending.hasSentHead()) {
          server.abort(error);
        } else {
          sending.close();
          state = State.WAITING;
          HttpAnswers.send(error, this);
        }
      }
      case Event.MessageStart _ -> {}
    }
  }

  private void finish(MessageWriter sending, @Nullable Head tail) {
    state = State.DONE;
    if (!sending.end(HttpTail.of(tail))) {
      server.abort(StreamError.PROTOCOL_ERROR);
      return;
    }
    countAnswer();
    if (requestEnded) {
      closePipeline();
    }
    server.answered(this, isLast || sending.closesConnection());
  }

  /// Such an answer has no body, whatever a script gave it.
  private void agreed(Event event) {
    switch (event) {
      case Event.MessageEnd _ -> {
        state = State.TUNNEL;
        countAnswer();
        server.becomeTunnel(this);
      }
      case Event.StreamEnd end -> server.tunnelEnded(end);
      case Event.Data _, Event.MessageStart _ -> event.release();
    }
  }

  private void tunnel(Event event) {
    switch (event) {
      case Event.Data _ -> stage.emit(event);
      case Event.StreamEnd end -> server.tunnelEnded(end);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void closePipeline() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void dropKept() {
    if (kept != null) {
      kept.release();
      kept = null;
    }
    paused.resume();
  }
}
