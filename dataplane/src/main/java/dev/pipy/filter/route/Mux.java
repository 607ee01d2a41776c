package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.options.AskedOptions;
import dev.pipy.filter.options.ByOptions;
import dev.pipy.filter.route.MuxSessions.Limits;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.SessionKey;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.FilterFactory;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Stage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends the messages of many streams through a shared pipeline. One of these per stream; what is
/// shared is in [MuxSessions]. Confined to a worker.
public final class Mux implements Filter, MuxSession.User {

  private static final int WAITING_LIMIT = 1000;
  private static final long MESSAGE_LIMIT = 16L << 20;

  /// What answers the messages.
  public static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Answers messages, one message each, in their order.");

  /// Which streams share sessions.
  public static final Param<Dynamic> KEY =
      Param.optional(
          "key",
          SessionKey.TYPE,
          "Streams with equal keys share a session, which is one run of the pipeline. A function is"
              + " called once per stream, at its first event. Without a key, the streams of each"
              + " client's connection do.");

  private static final Param<Duration> MAX_IDLE =
      Param.withDefault(
          "maxIdle",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "10",
          "How long a session is kept after the last stream has left it.");

  private static final Param<Long> BUFFER_LIMIT =
      Param.withDefault(
          "bufferLimit",
          ParamType.SIZE,
          MESSAGE_LIMIT,
          "'16m'",
          "Largest message that is collected; beyond it the stream ends with BufferOverflow.");

  private static final Param<Integer> MAX_QUEUE =
      Param.withDefault(
          "maxQueue",
          ParamType.INTEGER,
          0,
          "0",
          "Answers that a session may owe before a further message opens another one for its key,"
              + " 1,000 at most; 0 for never more than one session.");

  private static final Param<Integer> MAX_MESSAGES =
      Param.withDefault(
          "maxMessages",
          ParamType.INTEGER,
          0,
          "0",
          "Messages that a session carries; the next one opens another session. 0 for any number.");

  private static final Param<Dynamic> OUTPUT_COUNT =
      Param.withDefault(
          "outputCount",
          OutputCount.TYPE,
          Dynamic.of(1),
          "1",
          "Answers to a message: a number, or a function that gets the MessageStart. With 0 the"
              + " stream waits for none, below 0 the message is not sent either.");

  private static final Param<Integer> MAX_WAITING =
      Param.withDefault(
          "maxWaiting",
          ParamType.INTEGER,
          WAITING_LIMIT,
          "1000",
          "Answers that a session may owe; beyond it a stream ends with BufferOverflow.");

  /// The options of a mux that [#speaking] makes.
  public static final List<Param<?>> OPTIONS_OF_CODECS =
      List.of(MAX_IDLE, MAX_MESSAGES, BUFFER_LIMIT, MAX_WAITING);

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "mux",
              FilterSpec.Category.FLOW,
              "Sends the messages of many streams through a shared pipeline, one session per key.")
          .described(
              """
              A message is collected, then sent; answers are given to messages in their order and
              stream back. There is one session per key, so streams with equal keys queue up: use
              different keys for what shall run in parallel, or `maxQueue`. `onStart` of the
              pipeline is told the key. Numbers, strings and booleans are equal
              by value, objects by identity.

              The session's pipeline has a copy of the context of the stream that opened it. When it
              ends its stream, so do all streams that wait for an answer, with the same error; an
              answer that was cut short by an orderly end ends with ConnectionReset. The next message
              opens a new session.

              A stream may carry any number of messages; its end goes on after the last answer.
              """)
          .takes(PIPELINE, KEY)
          .options(MAX_IDLE, MAX_QUEUE, MAX_MESSAGES, OUTPUT_COUNT, BUFFER_LIMIT, MAX_WAITING)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .mux('upstream', 'localhost:8081')

              .pipeline('upstream')
                .encodeHTTPRequest()
                .connect('localhost:8081')
                .decodeHTTPResponse()
              """)
          .asksForOptions()
          .makes(args -> {
            var layout = args.pipeline(PIPELINE);
            var all = new ByOptions<Limits, MuxSessions>();
            return AskedOptions.of(
                args,
                false,
                chosen -> {
                  var limits = limits(chosen, chosen.get(MAX_QUEUE));
                  var sessions =
                      all.get(limits, () -> sessions(layout, limits, () -> MuxCodec.NONE));
                  return factory(chosen, sessions, chosen.get(OUTPUT_COUNT));
                });
          });

  private final MuxSessions sessions;
  private final @Nullable Dynamic keySource;
  private final long bufferLimit;
  private final Dynamic outputCount;
  private @Nullable Stage stage;
  private @Nullable Object key;
  private @Nullable HeldEvents message;
  private int answers;
  private @Nullable MuxSession session;
  private int unanswered;
  private boolean isAnswering;
  private boolean inputEnded;
  private boolean isEnded;

  /// A mux whose sessions speak a protocol, with one message under way in each.
  ///
  /// @param args with [#OPTIONS_OF_CODECS] among the options
  /// @param codecs makes the one of a session
  public static FilterFactory speaking(Args args, Supplier<MuxCodec> codecs) {
    var sessions = sessions(args.pipeline(PIPELINE), limits(args, 1), codecs);
    return factory(args, sessions, Dynamic.of(1));
  }

  private static Limits limits(Args args, int maxQueue) {
    return new Limits(
        args.get(MAX_IDLE),
        Math.max(0, maxQueue),
        Math.max(0, args.get(MAX_MESSAGES)),
        args.get(MAX_WAITING));
  }

  private static MuxSessions sessions(
      PipelineLayout layout, Limits limits, Supplier<MuxCodec> codecs) {
    var sessions = new MuxSessions(layout, limits, codecs);
    layout.host().keep(sessions);
    return sessions;
  }

  private static FilterFactory factory(Args args, MuxSessions sessions, Dynamic outputCount) {
    var key = SessionKey.source(args, KEY);
    long bufferLimit = args.get(BUFFER_LIMIT);
    return () -> new Mux(sessions, key, bufferLimit, outputCount);
  }

  private Mux(
      MuxSessions sessions, @Nullable Dynamic keySource, long bufferLimit, Dynamic outputCount) {
    this.sessions = sessions;
    this.keySource = keySource;
    this.bufferLimit = bufferLimit;
    this.outputCount = outputCount;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (this.stage == null) {
      key = SessionKey.of(keySource, stage);
      this.stage = stage;
    }
    switch (event) {
      case Event.MessageStart start -> {
        forgetMessage();
        answers = OutputCount.of(outputCount, start, stage);
        message = new HeldEvents(bufferLimit);
        message.add(event);
      }
      case Event.Data _ -> collect(event);
      case Event.MessageEnd _ -> send(event, stage);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          send(Event.MessageEnd.PLAIN, stage);
        }
        inputEnded = true;
        if (error != null || unanswered == 0) {
          end(event);
        }
      }
    }
  }

  @Override
  public void close() {
    isEnded = true;
    forgetMessage();
    leave();
  }

  /// Takes over an event of the answer to this stream's oldest message.
  @Override
  public void answer(Event event) {
    if (isEnded || stage == null) {
      event.release();
      return;
    }
    isAnswering = !(event instanceof Event.MessageEnd);
    if (!isAnswering) {
      unanswered--;
    }
    stage.emit(event);
    if (inputEnded && unanswered == 0 && !isEnded) {
      end(Event.StreamEnd.CLEAN);
    }
  }

  /// The session is gone, and all answers with it.
  @Override
  public void sessionEnded(@Nullable StreamError error) {
    session = null;
    if (unanswered > 0) {
      end(new Event.StreamEnd(error == null && isAnswering ? StreamError.CONNECTION_RESET : error));
    }
  }

  private void collect(Event event) {
    if (message == null) {
      event.release();
    } else if (message.isFull()) {
      event.release();
      end(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else {
      message.add(event);
    }
  }

  private void send(Event end, Stage stage) {
    var complete = message;
    if (complete == null) {
      return;
    }
    message = null;
    complete.add(end);
    if (answers < 0) {
      complete.release();
      return;
    }
    var joined = session(stage);
    if (joined.isFull(answers)) {
      complete.release();
      end(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
      return;
    }
    unanswered += answers;
    joined.send(complete, this, answers);
  }

  /// The one it has, unless another would serve it better.
  private MuxSession session(Stage stage) {
    if (session != null && unanswered == 0 && !session.hasRoom()) {
      leave();
    }
    var joined = session;
    if (joined == null) {
      joined = sessions.join(key, this, stage.context());
      session = joined;
    }
    return joined;
  }

  private void end(Event end) {
    isEnded = true;
    forgetMessage();
    leave();
    if (stage != null) {
      stage.emit(end);
    }
  }

  private void leave() {
    var left = session;
    if (left != null) {
      session = null;
      left.leave(this);
    }
  }

  private void forgetMessage() {
    if (message != null) {
      message.release();
      message = null;
    }
  }
}
