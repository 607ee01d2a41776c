package dev.pipy.filter.file;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a copy of the bytes to a file. Confined to a worker.
public final class Tee implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.tee");

  private static final Param<Dynamic> FILE =
      Param.required(
          "file",
          ParamType.STRING_OR_FUNCTION,
          "Path in the file system, `'-'` for the standard output. A function is called at the first"
              + " byte.");

  private static final Param<Boolean> APPEND =
      Param.withDefault(
          "append",
          ParamType.BOOLEAN,
          false,
          "false",
          "Whether to keep what is in the file when it is opened.");

  private static final Param<Boolean> SHARED =
      Param.withDefault(
          "shared",
          ParamType.BOOLEAN,
          false,
          "false",
          "Whether all streams, on all workers, write to one file that is opened once; otherwise each"
              + " stream opens it.");

  private static final Param<Long> MAX_FILE_SIZE =
      Param.withDefault(
          "maxFileSize",
          ParamType.SIZE,
          0L,
          "0",
          "A file that would grow beyond it is put aside as `file.1` first; 0 is never.");

  private static final Param<Integer> MAX_FILE_COUNT =
      Param.withDefault(
          "maxFileCount",
          ParamType.INTEGER,
          10,
          "10",
          "Files put aside that are kept; the oldest has the largest number.");

  private static final Param<Duration> ROTATE_INTERVAL =
      Param.withDefault(
          "rotateInterval",
          ParamType.DURATION,
          Duration.ZERO,
          "0",
          "A file that is older is put aside at the next write; 0 is never.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("tee", FilterSpec.Category.FLOW, "Writes a copy of the bytes to a file.")
          .described(
              """
              Events pass at once. The copy is written by other threads; the source is paused while
              more than 64 KiB wait for the disk. When the disk fails, or more than 1 MiB waits, the
              log says so once, nothing more of the stream is written, and the stream goes on.
              """)
          .takes(FILE)
          .options(APPEND, SHARED, MAX_FILE_SIZE, MAX_FILE_COUNT, ROTATE_INTERVAL)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .tee('/tmp/received.log', { append: true, shared: true, maxFileSize: '10m' })
                .replaceData(new Data('thanks\\n'))
              """)
          .makes(args -> {
            args.requireChanges("writing files");
            var file = args.get(FILE);
            var rules =
                new FileTarget.Rules(
                    args.get(APPEND),
                    args.get(MAX_FILE_SIZE),
                    Math.max(0, args.get(MAX_FILE_COUNT)),
                    args.get(ROTATE_INTERVAL));
            var shared = args.get(SHARED) ? args.linker().shared(FileTargets::new) : null;
            var blocking = args.host().service(Executor.class);
            return () -> new Tee(file, rules, shared, blocking);
          });

  private final Dynamic file;
  private final FileTarget.Rules rules;
  private final @Nullable FileTargets shared;
  private final Executor blocking;
  private @Nullable FileOutput output;

  private Tee(
      Dynamic file, FileTarget.Rules rules, @Nullable FileTargets shared, Executor blocking) {
    this.file = file;
    this.rules = rules;
    this.shared = shared;
    this.blocking = blocking;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (event instanceof Event.Data data && data.bytes().isReadable()) {
      if (output == null) {
        output = open(stage);
      }
      output.write(data.share());
    }
    stage.emit(event);
  }

  @Override
  public boolean passesOpening() {
    return true;
  }

  @Override
  public void close() {
    if (output != null) {
      output.end();
    }
  }

  private FileOutput open(Stage stage) {
    var path = FilePath.of(file, stage);
    var target = shared == null ? new FileTarget(path, rules) : shared.get(path, rules);
    return new FileOutput(
        stage.worker(),
        blocking,
        target,
        why ->
            LOG.atError()
                .addKeyValue("at", stage.location())
                .addKeyValue("cause", why)
                .log("cannot write to the file"));
  }
}
