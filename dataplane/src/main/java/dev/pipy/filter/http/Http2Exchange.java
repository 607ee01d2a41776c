package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http1.ExpectedRequest;
import dev.pipy.codec.http1.Framing;
import dev.pipy.codec.http2.Http2Stream;
import dev.pipy.codec.http2.Http2StreamSink;
import dev.pipy.codec.http2.SentFields;
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
import dev.pipy.worker.PausedReads;
import dev.pipy.worker.ReadSource;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer on a stream of a client's HTTP/2 connection: what [HttpExchange] is
/// in HTTP/1, without the order of answers. To the request's pipeline it is the socket that is read
/// from: a sink that cannot keep up pauses this stream alone. Confined to its worker.
///
/// ```text
/// WAITING --response head--> SENDING --end--> DONE
///    |  \--1xx passes through, still WAITING
///    |--2xx to CONNECT, 101 to an extended one--> TUNNEL
///    '--stream ends--> error answer, DONE; reset by the client --> DONE
/// ```
final class Http2Exchange implements Output, Http2StreamSink, ReadSource {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  private static final int NOT_IMPLEMENTED = 501;

  private enum State {
    WAITING,
    SENDING,
    TUNNEL,
    DONE
  }

  private final Http2Server server;
  private final Stage stage;
  private final Http2Stream stream;
  private final PausedReads paused = new PausedReads();
  private final RequestCounts counts;
  private State state = State.WAITING;
  private long beganAt;
  private int status;
  private boolean isCounted = true; // until there is a request
  private @Nullable RequestHead request;
  private @Nullable ExpectedRequest expected;
  private @Nullable Pipeline pipeline;
  private @Nullable Http2MessageWriter writer;

  /// What came behind a CONNECT that is not answered yet; no more than the stream's window.
  private @Nullable HeldEvents early;

  /// Whether the request asks for a tunnel: with CONNECT, or with what HTTP/1 calls an upgrade.
  private boolean asksForTunnel;

  private boolean tunnelInputEnded;
  private boolean tunnelOutputEnded;

  Http2Exchange(Http2Server server, Stage stage, Http2Stream stream) {
    this.server = server;
    this.stage = stage;
    this.stream = stream;
    this.counts = stage.context().listenerCounts().requests();
  }

  private void countAnswer() {
    if (!isCounted) {
      isCounted = true;
      counts.answered(method(), HttpVersion.HTTP_2, status, stage.worker().nanoTime() - beganAt);
    }
  }

  private void countFailure(StreamError error) {
    if (!isCounted) {
      isCounted = true;
      counts.failed(method(), HttpVersion.HTTP_2, error, stage.worker().nanoTime() - beganAt);
    }
  }

  private RequestMethod method() {
    return RequestMethod.of(Objects.requireNonNull(request).method());
  }

  void drain() {
    if (pipeline != null) {
      pipeline.drain();
    }
  }

  // --- what the client sends ---

  @Override
  public void head(HttpHead head, long length) {
    var asked = (RequestHead) head;
    request = asked;
    isCounted = false;
    beganAt = stage.worker().turnNanoTime(); // its bytes were there when the turn began
    counts.begun();
    expected = ExpectedRequest.of(asked);
    pipeline = server.open(this);
    asksForTunnel = TunnelRules.mayFollow(asked);
    if (asksForTunnel) {
      early = new HeldEvents(HeldEvents.USUAL_LIMIT);
      stream.pauseCredit();
      deliver(new Event.MessageStart(asked, 0));
      deliver(Event.MessageEnd.PLAIN);
    } else {
      deliver(new Event.MessageStart(asked, length));
    }
  }

  @Override
  public void data(ByteBuf owned) {
    if (early != null) {
      early.add(new Event.Data(owned));
    } else {
      deliver(new Event.Data(owned));
    }
  }

  @Override
  public void end(@Nullable HttpTail tail) {
    if (asksForTunnel) {
      tunnelInputEnded = true;
      if (state == State.TUNNEL) {
        deliver(Event.StreamEnd.CLEAN);
        finishTunnel();
      }
    } else {
      deliver(tail == null ? Event.MessageEnd.PLAIN : new Event.MessageEnd(tail));
    }
  }

  @Override
  public void reset(Http2Error error, boolean isUnprocessed) {
    if (state != State.DONE) {
      state = State.DONE;
      countFailure(Http2Errors.of(error));
      deliver(new Event.StreamEnd(Http2Errors.of(error)));
      finish();
    }
  }

  /// Feeds the request's pipeline.
  private void deliver(Event event) {
    var target = pipeline;
    if (target == null) {
      event.release();
      return;
    }
    var outer = stage.worker().reading();
    stage.worker().reading(this);
    try {
      target.input(event);
    } finally {
      stage.worker().reading(outer);
    }
  }

  @Override
  public void pauseReading() {
    stream.pauseCredit();
  }

  @Override
  public void resumeReading() {
    stream.resumeCredit();
  }

  @Override
  public void writable() {
    paused.resume();
  }

  // --- what the request's pipeline emits ---

  @Override
  public void emit(Event event) {
    switch (state) {
      case WAITING -> answerStarts(event);
      case SENDING -> answerGoesOn(event);
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
    try {
      start(ResponseHead.of(given), length);
    } catch (IllegalHeaderException invalid) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .addKeyValue("error", invalid.getMessage())
          .log("response head cannot be sent, answering 500");
      HttpAnswers.send(StreamError.RUNTIME_ERROR, this);
    }
  }

  private void start(ResponseHead head, long length) {
    status = head.status();
    var asked = Objects.requireNonNull(request);
    if (early != null && TunnelRules.agree(asked, status)) {
      startTunnel(head);
    } else if (asksForTunnel && !asked.isConnect() && status >= 200 && status < 300) {
      // in HTTP/1 the answer of who knows nothing of upgrades; here it would agree to one
      HttpAnswers.send(
          new ResponseHead(NOT_IMPLEMENTED, null, "HTTP/1.1", new HttpHeaders()), this);
    } else if (status < 200) {
      if (status != 101) { // which HTTP/2 does not know (RFC 9113 section 8.6)
        stream.sendHead(SentFields.response(head, Framing.NONE), false);
      }
    } else {
      if (asksForTunnel) {
        stream.refuseTunnel();
      }
      var framing = Framing.forResponse(status, length, Objects.requireNonNull(expected));
      var fields = SentFields.response(head, framing);
      state = State.SENDING;
      writer = new Http2MessageWriter(stream, stage.worker(), paused, fields, framing);
    }
  }

  private void answerGoesOn(Event event) {
    var sending = Objects.requireNonNull(writer);
    switch (event) {
      case Event.Data(ByteBuf bytes) -> sending.data(bytes);
      case Event.MessageEnd(Head tail, _) -> endAnswer(sending, HttpTail.of(tail));
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          endAnswer(sending, null);
        } else if (sending.hasSentHead()) {
          abort(error);
        } else {
          state = State.WAITING;
          HttpAnswers.send(error, this);
        }
      }
      case Event.MessageStart _ -> {}
    }
  }

  private void endAnswer(Http2MessageWriter sending, @Nullable HttpTail tail) {
    state = State.DONE;
    if (sending.end(tail)) {
      countAnswer();
      finish();
    } else {
      abort(StreamError.PROTOCOL_ERROR);
    }
  }

  /// The answer cannot be completed: the client must not take it for whole.
  private void abort(StreamError error) {
    state = State.DONE;
    countFailure(error);
    stream.reset(
        error.equals(StreamError.PROTOCOL_ERROR)
            ? Http2Error.INTERNAL_ERROR
            : Http2Errors.of(error));
    finish();
  }

  private void startTunnel(ResponseHead head) {
    state = State.TUNNEL;
    countAnswer();
    stream.sendHead(SentFields.agreement(head), false);
    var waiting = early;
    early = null;
    if (waiting != null) {
      for (var event = waiting.poll(); event != null; event = waiting.poll()) {
        deliver(event);
      }
    }
    stream.resumeCredit();
    if (tunnelInputEnded && state == State.TUNNEL) {
      deliver(Event.StreamEnd.CLEAN);
    }
  }

  private void tunnel(Event event) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> {
        stream.send(bytes);
        if (stream.isCongested()) {
          paused.pause(stage.worker());
        }
      }
      case Event.StreamEnd(StreamError error) -> {
        if (error != null) {
          state = State.DONE;
          stream.reset(Http2Error.CONNECT_ERROR);
          finish();
        } else {
          tunnelOutputEnded = true;
          stream.end(null);
          finishTunnel();
        }
      }
      case Event.MessageStart _, Event.MessageEnd _ -> {}
    }
  }

  private void finishTunnel() {
    if (tunnelInputEnded && tunnelOutputEnded) {
      state = State.DONE;
      finish();
    }
  }

  private void finish() {
    if (pipeline != null) {
      pipeline.close();
    }
    if (early != null) {
      early.release();
      early = null;
      stream.resumeCredit();
    }
    paused.resume();
    server.finished(this);
  }
}
