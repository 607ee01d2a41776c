package dev.pipy.filter.compression;

import dev.pipy.codec.compression.Compressor;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Compresses a stream of Data as a whole.
public final class Compress implements Filter {

  private static final Param<Dynamic> ALGORITHM =
      Param.required(
          "algorithm",
          CompressingFilter.ALGORITHM.type(),
          CompressingFilter.ALGORITHMS
              + "A function is called once, at the first event; the stream passes if it returns no"
              + " string.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "compress", FilterSpec.Category.EVENT, "Compresses a stream of Data as a whole.")
          .described(
              """
              What a turn of the loop brought goes out at its end, so a slow stream is not held back.
              The end of the stream ends the compressed bytes, which are there even if nothing came;
              one with an error leaves them cut off. Starts and ends of messages are dropped.\
              """)
          .takes(ALGORITHM)
          .events("Data, StreamEnd", "the same, compressed")
          .example(
              """
              pipy()
                .listen(8000)
                .compress('gzip')
                .connect('127.0.0.1:8001')
                .decompress('gzip')
              """)
          .makes(args -> {
            var algorithm = args.get(ALGORITHM);
            CompressingFilter.prepare(algorithm);
            return () -> new Compress(algorithm);
          });

  private final Dynamic algorithm;
  private @Nullable Compressor compressor;
  private boolean isBegun;
  private boolean hasUnsent;
  private boolean isClosed;

  private Compress(Dynamic algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (!isBegun) {
      isBegun = true;
      var format = CompressingFilter.format(algorithm.get(stage.context()), stage);
      compressor = format == null || isClosed ? null : Compressor.of(format);
    }
    switch (event) {
      case Event.Data data -> data(data, stage);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
      case Event.StreamEnd(StreamError error) -> {
        var open = compressor;
        if (open != null && error == null) {
          open.finish(chunk -> stage.emit(new Event.Data(chunk)));
        }
        close();
        stage.emit(event);
      }
    }
  }

  private void data(Event.Data data, Stage stage) {
    var open = compressor;
    if (open == null) {
      stage.emit(data);
      return;
    }
    ByteBuf bytes = data.bytes();
    if (!bytes.isReadable()) {
      flush(stage);
      stage.emit(data);
      return;
    }
    if (!hasUnsent) {
      hasUnsent = true;
      stage.worker().atTurnEnd(() -> stage.guard(() -> flush(stage)));
    }
    try {
      open.write(bytes, chunk -> stage.emit(new Event.Data(chunk)));
    } finally {
      bytes.release();
    }
  }

  private void flush(Stage stage) {
    var open = compressor;
    if (hasUnsent && open != null) {
      hasUnsent = false;
      open.flush(chunk -> stage.emit(new Event.Data(chunk)));
    }
  }

  @Override
  public void close() {
    isClosed = true;
    if (compressor != null) {
      compressor.close();
      compressor = null;
    }
  }
}
