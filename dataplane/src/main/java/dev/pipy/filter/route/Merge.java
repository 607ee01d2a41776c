package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.hold.HeldEvents;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.SessionKey;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives copies of the messages of many streams to a shared pipeline. One of these per stream; what
/// is shared is in [MuxSessions]. Confined to a worker.
public final class Merge implements Filter, MuxSession.User {

  private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "Gets the messages; what it emits is dropped.");

  private static final Param<Dynamic> KEY =
      Param.optional(
          "key",
          ParamType.ANY,
          "Streams with equal keys share one run of the pipeline. A function is called once per"
              + " stream, at its first event.");

  private static final Param<Duration> MAX_IDLE =
      Param.withDefault(
          "maxIdle",
          ParamType.DURATION,
          Duration.ofSeconds(10),
          "10",
          "How long a run is kept after the last stream has left it.");

  private static final Param<Long> BUFFER_LIMIT =
      Param.withDefault(
          "bufferLimit",
          ParamType.SIZE,
          16L << 20,
          "'16m'",
          "Largest message that is copied; of one beyond it no copy is given, with a warning.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "merge",
              FilterSpec.Category.FLOW,
              "Gives copies of the messages of many streams to a shared pipeline.")
          .described(
              """
              Events pass as they come. A copy of each message is collected and given to the pipeline
              once it is complete, one message after another. A message that an orderly end of the
              stream cuts short counts as complete, one that a failure cuts short is not given.

              The pipeline has a copy of the context of the stream that opened it. When it ends its
              stream, the next message opens a new one. When it is idle it gets StreamEnd, and has 10
              seconds to end its own. Workers do not share it.
              """)
          .takes(PIPELINE, KEY)
          .options(MAX_IDLE, BUFFER_LIMIT)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .replaceMessage(new Message('hello\\n'))
                .merge('log', '')

              .pipeline('log')
                .pack(1000, { timeout: '5s' })
                .encodeHTTPRequest()
                .connect('localhost:8081')
              """)
          .makes(args -> {
            var sessions = MuxSessions.withoutAnswers(args.pipeline(PIPELINE), args.get(MAX_IDLE));
            args.host().keep(sessions);
            var found = args.find(KEY);
            var key = found == null ? Dynamic.of(null) : found;
            long bufferLimit = args.get(BUFFER_LIMIT);
            return () -> new Merge(sessions, key, bufferLimit);
          });

  private final MuxSessions sessions;
  private final Dynamic keySource;
  private final long bufferLimit;
  private boolean hasKey;
  private @Nullable Object key;
  private @Nullable HeldEvents message;
  private @Nullable MuxSession session;

  private Merge(MuxSessions sessions, Dynamic keySource, long bufferLimit) {
    this.sessions = sessions;
    this.keySource = keySource;
    this.bufferLimit = bufferLimit;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (!hasKey) {
      key = SessionKey.of(keySource, stage);
      hasKey = true;
    }
    switch (event) {
      case Event.MessageStart start -> {
        forgetMessage();
        message = new HeldEvents(bufferLimit);
        message.add(start);
      }
      case Event.Data data -> copy(data, stage);
      case Event.MessageEnd _ -> send(event, stage);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          send(Event.MessageEnd.PLAIN, stage);
        }
        forgetMessage();
      }
    }
    stage.emit(event);
  }

  @Override
  public void close() {
    forgetMessage();
    var left = session;
    if (left != null) {
      session = null;
      left.leave(this);
    }
  }

  /// Nobody is answered.
  @Override
  public void answer(Event event) {
    event.release();
  }

  @Override
  public void sessionEnded(@Nullable StreamError error) {
    session = null;
  }

  private void copy(Event.Data data, Stage stage) {
    if (message == null) {
      return;
    }
    if (message.isFull()) {
      forgetMessage();
      LOG.atWarn()
          .addKeyValue("location", stage.location())
          .addKeyValue("limitBytes", bufferLimit)
          .log("message larger than the limit not merged");
    } else {
      message.add(data.share());
    }
  }

  private void send(Event end, Stage stage) {
    var complete = message;
    if (complete == null) {
      return;
    }
    message = null;
    complete.add(end);
    if (session == null) {
      session = sessions.join(key, this, stage.context());
    }
    session.send(complete, this, 0);
  }

  private void forgetMessage() {
    if (message != null) {
      message.release();
      message = null;
    }
  }
}
