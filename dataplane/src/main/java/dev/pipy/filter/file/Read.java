package dev.pipy.filter.file;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the bytes of a file in place of the stream. Confined to a worker.
public final class Read implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.read");

  private static final Param<Dynamic> FILE =
      Param.required(
          "file",
          ParamType.STRING_OR_FUNCTION,
          "Path in the file system. A function is called at the first event.");

  private static final Param<Long> SEEK =
      Param.withDefault("seek", ParamType.SIZE, 0L, "0", "Where in the file to begin.");

  private static final Param<Long> SIZE =
      Param.optional("size", ParamType.SIZE, "Bytes to read at most.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "read", FilterSpec.Category.FLOW, "Puts the bytes of a file in place of the stream.")
          .described(
              """
              Reading begins with the first event, on a port as soon as a client has connected. It
              streams: whoever is slow pauses it. All input is dropped. At its end comes StreamEnd;
              a file that cannot be read ends the stream with ReadError, and the log says why.
              """)
          .takes(FILE)
          .options(SEEK, SIZE)
          .events("any", "Data, StreamEnd")
          .example(
              """
              pipy()

              .listen(8080)
                .read('/etc/hostname')
              """)
          .makes(args -> {
            args.requireReading();
            var file = args.get(FILE);
            long seek = args.get(SEEK);
            var size = args.find(SIZE);
            var blocking = args.host().service(Executor.class);
            return () -> new Read(file, seek, size == null ? Long.MAX_VALUE : size, blocking);
          });

  private final Dynamic file;
  private final long seek;
  private final long size;
  private final Executor blocking;
  private @Nullable FileInput input;

  private Read(Dynamic file, long seek, long size, Executor blocking) {
    this.file = file;
    this.seek = seek;
    this.size = size;
    this.blocking = blocking;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (input == null) {
      var path = Path.of(FilePath.of(file, stage));
      input = new FileInput(stage.worker(), blocking, path, seek, size, new Reader(stage, path));
      input.read();
    }
    event.release();
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    if (input != null) {
      input.close();
    }
  }

  private record Reader(Stage stage, Path path) implements FileInput.Owner {

    @Override
    public void data(ByteBuf bytes) {
      stage.guard(() -> stage.emit(new Event.Data(bytes)));
    }

    @Override
    public void end() {
      stage.guard(() -> stage.emit(Event.StreamEnd.CLEAN));
    }

    @Override
    public void failed(String why) {
      LOG.atError()
          .addKeyValue("at", stage.location())
          .addKeyValue("file", path)
          .addKeyValue("cause", why)
          .log("cannot read the file");
      stage.guard(() -> stage.emit(new Event.StreamEnd(StreamError.READ_ERROR)));
    }
  }
}
