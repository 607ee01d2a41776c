package dev.pipy.filter.http;

import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.codec.http2.Http2Limits;
import dev.pipy.event.Event;
import dev.pipy.event.Head;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.options.AskedOptions;
import dev.pipy.filter.options.ByOptions;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.SessionKey;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import dev.pipy.worker.PausedReads;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends request messages to an upstream over connections that streams share, and emits the
/// answers.
public final class MuxHttp implements Filter, UpstreamExchange.Asker {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.http");

  private static final int MOST_IN_LINE = 1000;

  /// Methods whose requests may be sent twice (RFC 9110 section 9.2.2).
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Session pipeline: bytes to the peer and back.");
  private static final Param<Dynamic> KEY =
      Param.optional(
          "key",
          SessionKey.TYPE,
          "Streams with the same key share connections; asked for at each stream's first request."
              + " Without a key, the streams of each client's connection do.");
  private static final Param<Duration> MAX_IDLE =
      Param.withDefault(
          "maxIdle",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "10",
          "How long a connection is kept without a request.");
  private static final Param<Integer> MAX_QUEUE =
      Param.optional(
          "maxQueue",
          ParamType.INTEGER,
          "Requests in line on a connection; 1 for never more than one, 0 for 1000. Unless given,"
              + " up to 16, as many as the peer answers within a millisecond.");
  private static final Param<Integer> MAX_MESSAGES =
      Param.withDefault(
          "maxMessages",
          ParamType.INTEGER,
          0,
          "0",
          "Requests that a connection serves before it is closed; 0 for any number.");
  private static final Param<Integer> MAX_CONNECTIONS =
      Param.withDefault(
          "maxConnections",
          ParamType.INTEGER,
          1000,
          "1000",
          "Connections of a key on each worker. Beyond that, ten requests for each wait, up to 10"
              + " seconds; further ones are answered 502, those that waited in vain 504.");
  private static final Param<Dynamic> VERSION =
      Param.withDefault(
          "version",
          new ParamType<>(
              "integer | string | function",
              MuxVersion.EXPECTATION + ", or a function",
              "",
              value ->
                  value instanceof Callback || MuxVersion.of(value) != null
                      ? Dynamic.of(value)
                      : null),
          Dynamic.of(1),
          "1",
          "HTTP version: 1 or 2, also `'http/1'`, `'http/2'` or `'h2'`; with `'auto'` what the"
              + " `connectTLS` in the session pipeline settles by its `alpn`, HTTP/1 if it settles"
              + " nothing or there is none. A function is asked at each stream's first request and may"
              + " return a promise; over TLS, a connection is opened meanwhile, and what ALPN settles"
              + " goes before.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "muxHTTP",
              FilterSpec.Category.HTTP,
              "Sends requests over shared HTTP connections and emits the answers.")
          .described(
              """
              A request takes an idle connection of its key or opens one: an instance of the session
              pipeline, with a copy of the opener's context. While an upstream answers fast, GET and
              OPTIONS requests without a body share connections: they are sent one behind the other,
              many in one write. When the answer to one takes long, those behind it are sent again on
              connections of their own. In HTTP/2
              requests share a connection as streams, up to what the peer takes, and beyond that open
              another one. An upstream that
              cannot be reached, or ends without an answer, yields a 502 or 504 answer; one that
              breaks off in the middle ends the stream with an error. A request that met a
              connection which the peer had just closed is sent again if that is safe.\
              """)
          .takes(PIPELINE, KEY)
          .options(
              MAX_IDLE,
              MAX_QUEUE,
              MAX_MESSAGES,
              MAX_CONNECTIONS,
              HttpOptions.BUFFER_SIZE,
              HttpOptions.MAX_HEADER_SIZE,
              VERSION,
              Http2Options.MAX_CONCURRENT_STREAMS,
              Http2Options.STREAM_WINDOW_SIZE,
              Http2Options.CONNECTION_WINDOW_SIZE,
              Http2Options.SEND_TIMEOUT,
              Http2Options.PING)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "MessageStart, Data, MessageEnd")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .muxHTTP('connection', '127.0.0.1:8080', { maxIdle: '30s' })

                .pipeline('connection')
                .connect('127.0.0.1:8080')
              """)
          .asksForOptions()
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var versions = new ByOptions<Settings, MuxVersion>();
            return AskedOptions.of(
                args,
                false,
                chosen -> {
                  var settings = settings(chosen);
                  var ping = chosen.find(Http2Options.PING);
                  var shared = versions.get(settings, () -> of(settings, ping, layout));
                  var version = chosen.get(VERSION);
                  var key = SessionKey.source(chosen, KEY);
                  return () -> filter(shared, version, key);
                });
          });

  /// What connections are made with.
  ///
  /// @param mayNegotiate whether ALPN may settle the version
  private record Settings(HttpSessions.Settings http1, Http2Limits http2, boolean mayNegotiate) {}

  private final UpstreamSessions sessions;
  private final @Nullable Dynamic key;
  private @Nullable Stage stage;
  private @Nullable UpstreamExchange session;
  private final PausedReads paused = new PausedReads();
  private @Nullable HeldEvents waiting;
  private @Nullable RequestHead head;
  private @Nullable Object keyValue;
  private boolean isKeyKnown;
  private boolean isSending;
  private boolean isBodiless;
  private boolean hasAnswer;
  private boolean mayBecomeTunnel;
  private boolean isTunnel;
  private boolean inputEnded;
  private boolean isOver;
  private Event.@Nullable StreamEnd end;

  private static Settings settings(Args args) {
    return new Settings(
        new HttpSessions.Settings(
            args.get(MAX_IDLE),
            maxQueue(args.find(MAX_QUEUE)),
            Math.max(0, args.get(MAX_MESSAGES)),
            Math.max(1, args.get(MAX_CONNECTIONS)),
            HttpOptions.bufferSize(args),
            HttpOptions.limits(args)),
        Http2Options.limits(args),
        mayNegotiate(args.get(VERSION)));
  }

  private static MuxVersion of(Settings settings, @Nullable Callback ping, PipelineLayout layout) {
    var http1 = new HttpSessions(layout, settings.http1);
    var http2 = new Http2Sessions(layout, settings.http1.maxIdle(), settings.http2, ping);
    var negotiated =
        settings.mayNegotiate && NegotiatedSessions.areSettledIn(layout)
            ? new NegotiatedSessions(layout, http1, http2)
            : null;
    return new MuxVersion(http1, http2, negotiated);
  }

  /// 0 for a depth that is learned.
  private static int maxQueue(@Nullable Integer given) {
    if (given == null) {
      return 0;
    }
    return given <= 0 ? MOST_IN_LINE : Math.min(given, MOST_IN_LINE);
  }

  private static boolean mayNegotiate(Dynamic version) {
    return switch (version) {
      case Dynamic.Literal(Object value) -> Objects.equals(MuxVersion.of(value), MuxVersion.AUTO);
      case Dynamic.Computed _ -> true;
    };
  }

  private static Filter filter(MuxVersion versions, Dynamic version, @Nullable Dynamic key) {
    return switch (version) {
      case Dynamic.Literal(Object value) ->
          new MuxHttp(versions.sessions(Objects.requireNonNull(MuxVersion.of(value))), key);
      case Dynamic.Computed _ ->
          new PromiseGate(
              new AskedVersion(version, versions, sessions -> new MuxHttp(sessions, key)));
    };
  }

  private MuxHttp(UpstreamSessions sessions, @Nullable Dynamic key) {
    this.sessions = sessions;
    this.key = key;
  }

  @Override
  public void handle(Event event, Stage stage) {
    this.stage = stage;
    if (isOver) {
      event.release();
    } else if (event instanceof Event.StreamEnd streamEnd) {
      endInput(streamEnd, stage);
    } else if (isTunnel) {
      if (event instanceof Event.Data(ByteBuf bytes)) {
        Objects.requireNonNull(session).send(bytes);
      }
    } else if (waiting != null) {
      hold(event, stage);
    } else {
      ask(event, stage);
    }
  }

  private void ask(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart(Head given, long length) -> {
        if (session != null) {
          waiting = new HeldEvents(HeldEvents.USUAL_LIMIT);
          hold(event, stage);
        } else {
          begin(given, length, stage);
        }
      }
      case Event.Data(ByteBuf bytes) -> {
        if (session != null && isSending) {
          isBodiless &= !bytes.isReadable();
          session.send(bytes);
        } else {
          bytes.release();
        }
      }
      case Event.MessageEnd(Head tail, _) -> {
        if (session != null && isSending) {
          endRequest(session, HttpTail.of(tail), stage);
        }
      }
      case Event.StreamEnd _ -> {}
    }
  }

  /// Keeps an event of the stream's next message, since one answer comes after the other.
  private void hold(Event event, Stage stage) {
    if (waiting != null) {
      waiting.add(event);
      if (waiting.isFull()) {
        paused.pause(stage.worker());
      }
    }
  }

  private void endRequest(UpstreamExchange sent, @Nullable HttpTail tail, Stage stage) {
    isSending = false;
    if (hasAnswer) {
      session = null; // goes back to where it came from
    }
    if (!sent.endRequest(tail)) {
      session = sent;
      fail(StreamError.PROTOCOL_ERROR);
    } else if (hasAnswer) {
      goOn(stage);
    }
  }

  private void begin(@Nullable Head given, long length, Stage stage) {
    if (!isKeyKnown) {
      keyValue = SessionKey.of(key, stage);
      isKeyKnown = true;
    }
    try {
      head = RequestHead.of(given);
    } catch (IllegalHeaderException invalid) {
      LOG.atError()
          .addKeyValue("filter", stage.location())
          .addKeyValue("error", invalid.getMessage())
          .log("request head cannot be sent");
      fail(StreamError.RUNTIME_ERROR);
      return;
    }
    mayBecomeTunnel = TunnelRules.mayFollow(head);
    isSending = true;
    isBodiless = true;
    hasAnswer = false;
    send(head, length, false, stage);
  }

  private void send(RequestHead head, long length, boolean mustBeFresh, Stage stage) {
    var taken = sessions.acquire(keyValue, stage.context(), mustBeFresh, head, length);
    session = taken;
    taken.begin(this, head, length);
  }

  private void endInput(Event.StreamEnd streamEnd, Stage stage) {
    inputEnded = true;
    if (isTunnel) {
      Objects.requireNonNull(session).endTunnel(streamEnd);
    } else if (streamEnd.error() != null || isSending) {
      // whoever asks has failed or gone in the middle of a request
      fail(streamEnd.error() == null ? StreamError.CONNECTION_CANCELED : streamEnd.error());
    } else if (session == null && waiting == null) {
      stage.emit(streamEnd);
    } else {
      end = streamEnd;
    }
  }

  private void fail(StreamError error) {
    isOver = true;
    abandon();
    if (stage != null) {
      stage.emit(new Event.StreamEnd(error));
    }
  }

  @Override
  public void answer(Event event) {
    var output = Objects.requireNonNull(stage);
    if (event instanceof Event.MessageStart(Head given, _)) {
      isTunnel =
          mayBecomeTunnel
              && TunnelRules.agree(Objects.requireNonNull(head), ResponseHead.of(given).status());
    } else if (event instanceof Event.StreamEnd(StreamError error)
        && (!isTunnel || error != null || inputEnded)) {
      session = null;
      isOver = true;
    }
    output.emit(event);
  }

  @Override
  public void answered(Event.MessageEnd end) {
    var output = Objects.requireNonNull(stage);
    hasAnswer = true;
    if (!isSending) {
      session = null;
    }
    output.emit(end);
    if (!isSending && !isOver) {
      goOn(output);
    }
  }

  @Override
  public void unanswered(@Nullable StreamError error, UpstreamExchange.Retry retry) {
    session = null;
    var output = Objects.requireNonNull(stage);
    output.guard(() -> retryOrAnswer(error, retry, output));
  }

  private void retryOrAnswer(
      @Nullable StreamError error, UpstreamExchange.Retry retry, Stage output) {
    var asked = Objects.requireNonNull(head);
    boolean mayRetry =
        switch (retry) {
          case NO -> false;
          case IF_IDEMPOTENT -> IDEMPOTENT.contains(asked.method());
          case ALWAYS -> true;
        };
    if (mayRetry && !isSending && isBodiless) {
      send(asked, 0, true, output);
      if (session != null) { // else it has failed at once, and is answered
        session.endRequest(null);
      }
      return;
    }
    isSending = false;
    HttpAnswers.send(error, output::emit);
    goOn(output);
  }

  /// The answer is whole: the next message of the stream, if one waits, is sent.
  private void goOn(Stage output) {
    var events = waiting;
    waiting = null;
    paused.resume();
    if (events != null) {
      output.guard(() -> {
        for (var event = events.poll(); event != null; event = events.poll()) {
          handle(event, output);
        }
      });
      events.release();
      if (waiting == null) {
        paused.resume();
      }
    }
    if (end != null && session == null && waiting == null) {
      output.emit(end);
      end = null;
    }
  }

  private void abandon() {
    if (session != null) {
      session.abandon();
      session = null;
    }
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    paused.resume();
  }

  @Override
  public void close() {
    isOver = true;
    abandon();
  }
}
