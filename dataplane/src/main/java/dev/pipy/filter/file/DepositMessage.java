package dev.pipy.filter.file;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the body of a message until it is whole: a small one in memory, a large one in a file.
/// Confined to a worker.
///
/// ```text
///   PASSING -- MessageStart --> COLLECTING -- more than the threshold --> SPOOLING
///      ^                            |                                        | MessageEnd
///      |___________ MessageEnd _____|                                     CLOSING
///      |________________________ all is read back __________ READING <______| file is closed
/// ```
///
/// What comes while CLOSING or READING waits.
public final class DepositMessage implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.depositMessage");

  private static final FileTarget.Rules FRESH = new FileTarget.Rules(false, 0, 0, Duration.ZERO);

  private static final Param<Dynamic> FILE =
      Param.required(
          "file",
          ParamType.STRING_OR_FUNCTION,
          "Path in the file system, one for each message that is under way: a function is called when"
              + " a body exceeds the threshold.");

  private static final Param<Long> THRESHOLD =
      Param.withDefault(
          "threshold",
          ParamType.SIZE,
          64L << 10,
          "'64k'",
          "Largest body that is kept in memory, 1 MiB at most.");

  private static final Param<Boolean> KEEP =
      Param.withDefault(
          "keep", ParamType.BOOLEAN, false, "false", "Whether the file stays when it is sent.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "depositMessage",
              FilterSpec.Category.EVENT,
              "Lets a message go on when it is whole, keeping a large body in a file meanwhile.")
          .described(
              """
              The start of a message goes on with its end, so that what follows gets it at once: a slow
              sender holds nobody up. A body beyond `threshold` is written to a file, and streamed
              back from it. The disk is used by other threads; the source is paused while it is
              behind. If it fails, the stream ends with WriteError or ReadError, and the log says why.
              """)
          .takes(FILE)
          .options(THRESHOLD, KEEP)
          .events("any", "the same")
          .example(
              """
              pipy({ _count: 0 })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .depositMessage(() => `/tmp/upload-${__inbound.id}-${++_count}`, { threshold: '256k' })
                .muxHTTP('connection', '')

              .pipeline('connection')
                .connect('localhost:8081')
              """)
          .makes(args -> {
            args.requireChanges("writing files");
            var file = args.get(FILE);
            long threshold = Math.min(args.get(THRESHOLD), 1L << 20);
            boolean keep = args.get(KEEP);
            var blocking = args.host().service(Executor.class);
            return () -> new DepositMessage(file, threshold, keep, blocking);
          });

  private enum State {
    PASSING,
    COLLECTING,
    SPOOLING,
    CLOSING,
    READING,
    ENDED
  }

  private final Dynamic file;
  private final long threshold;
  private final boolean keep;
  private final Executor blocking;
  private final List<Event> collected = new ArrayList<>();
  private State state = State.PASSING;
  private long size;
  private @Nullable HeldInput waiting;
  private @Nullable Path path;
  private @Nullable FileOutput output;
  private @Nullable FileInput input;

  private DepositMessage(Dynamic file, long threshold, boolean keep, Executor blocking) {
    this.file = file;
    this.threshold = threshold;
    this.keep = keep;
    this.blocking = blocking;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (state) {
      case PASSING -> pass(event, stage);
      case COLLECTING -> collect(event, stage);
      case SPOOLING -> spool(event, stage);
      case CLOSING, READING -> hold(event, stage);
      case ENDED -> event.release();
    }
  }

  private void pass(Event event, Stage stage) {
    if (event instanceof Event.MessageStart) {
      state = State.COLLECTING;
      size = 0;
      collected.add(event);
    } else {
      stage.emit(event);
    }
  }

  private void collect(Event event, Stage stage) {
    collected.add(event);
    if (event instanceof Event.Data(ByteBuf bytes)) {
      size += bytes.readableBytes();
      if (size > threshold) {
        beginFile(stage);
      }
    } else {
      state = State.PASSING;
      emitCollected(stage);
    }
  }

  private void beginFile(Stage stage) {
    var name = FilePath.of(file, stage);
    path = Path.of(name);
    output =
        new FileOutput(
            stage.worker(),
            blocking,
            new FileTarget(name, FRESH),
            why -> fail(why, StreamError.WRITE_ERROR, stage));
    state = State.SPOOLING;
    var body = collected.subList(1, collected.size());
    for (var event : body) {
      if (event instanceof Event.Data data) {
        output.write(data);
      }
    }
    body.clear();
  }

  private void spool(Event event, Stage stage) {
    if (event instanceof Event.Data data) {
      if (output != null) {
        output.write(data);
      }
      return;
    }
    collected.add(event);
    state = State.CLOSING;
    waiting = new HeldInput(stage.worker());
    if (output != null) {
      output.end(() -> stage.guard(() -> readBack(stage)));
    }
  }

  private void readBack(Stage stage) {
    var from = path;
    if (state != State.CLOSING || from == null) {
      return;
    }
    state = State.READING;
    stage.emit(collected.removeFirst());
    input =
        new FileInput(stage.worker(), blocking, from, 0, Long.MAX_VALUE, new Reader(this, stage));
    input.read();
  }

  private void hold(Event event, Stage stage) {
    if (waiting != null && !waiting.add(event)) {
      fail("more than 1 MiB waits for the disk", StreamError.BUFFER_OVERFLOW, stage);
    }
  }

  /// All is read back: the end goes on, then what waited.
  private void finish(Stage stage) {
    state = State.PASSING;
    input = null;
    output = null;
    deleteFile();
    emitCollected(stage);
    var held = waiting;
    waiting = null;
    if (held != null) {
      for (var event = held.poll(); event != null; event = held.poll()) {
        handle(event, stage);
      }
      held.resume();
    }
  }

  private void emitCollected(Stage stage) {
    var events = List.copyOf(collected);
    collected.clear();
    events.forEach(stage::emit);
  }

  private void fail(String why, StreamError error, Stage stage) {
    if (state == State.ENDED) {
      return;
    }
    LOG.atError()
        .addKeyValue("at", stage.location())
        .addKeyValue("file", path)
        .addKeyValue("cause", why)
        .log("cannot deposit the message");
    close();
    stage.guard(() -> stage.emit(new Event.StreamEnd(error)));
  }

  @Override
  public boolean passesOpening() {
    return true;
  }

  @Override
  public void close() {
    boolean isWriting = state == State.SPOOLING || state == State.CLOSING;
    state = State.ENDED;
    collected.forEach(Event::release);
    collected.clear();
    if (waiting != null) {
      waiting.release();
    }
    if (input != null) {
      input.close();
    }
    if (output != null && isWriting) {
      output.end(this::deleteFile);
    } else {
      deleteFile();
    }
  }

  private void deleteFile() {
    var written = path;
    path = null;
    if (written != null && !keep) {
      try {
        blocking.execute(() -> deleteBlocking(written));
      } catch (RejectedExecutionException full) {
        LOG.atWarn().addKeyValue("file", written).log("too much other work: the file stays");
      }
    }
  }

  private static void deleteBlocking(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failure) {
      LOG.atWarn().addKeyValue("file", file).log("cannot delete the file: {}", failure.toString());
    }
  }

  private record Reader(DepositMessage filter, Stage stage) implements FileInput.Owner {

    @Override
    public void data(ByteBuf bytes) {
      stage.guard(() -> stage.emit(new Event.Data(bytes)));
    }

    @Override
    public void end() {
      stage.guard(() -> filter.finish(stage));
    }

    @Override
    public void failed(String why) {
      filter.fail(why, StreamError.READ_ERROR, stage);
    }
  }
}
