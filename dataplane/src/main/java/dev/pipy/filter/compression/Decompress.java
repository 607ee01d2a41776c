package dev.pipy.filter.compression;

import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.codec.compression.Decompressor;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Decompresses a stream of Data as a whole.
public final class Decompress implements Filter {

  private static final Param<Dynamic> ALGORITHM =
      Param.required(
          "algorithm",
          DecompressMessage.ALGORITHM.type(),
          "`'gzip'`, `'brotli'`, or `'inflate'` for gzip, zlib or bare deflate, whichever it is"
              + " (`'deflate'` says the same). A function is called once, at the first event; the"
              + " stream passes if it returns no string.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decompress", FilterSpec.Category.EVENT, "Decompresses a stream of Data as a whole.")
          .described(
              """
              The stream is decompressed as it comes and never held. One that is malformed or cut off
              ends with ProtocolError; one out of which too much comes, be it that it was made to
              (`maxRatio`), with BufferOverflow. What came out before has gone on by then. Starts and
              ends of messages are dropped.\
              """)
          .takes(ALGORITHM)
          .options(DecompressingFilter.MAX_RATIO, DecompressingFilter.MAX_SIZE)
          .events("Data, StreamEnd", "the same, decompressed")
          .example(
              """
              pipy()
                .listen(8001)
                .decompress('gzip')
                .connect('127.0.0.1:8002')
                .compress('gzip')
              """)
          .makes(args -> {
            var algorithm = args.get(ALGORITHM);
            var limit = DecompressingFilter.limit(args);
            boolean hasBrotli = ContentCoding.BROTLI.canDecompress();
            return () -> new Decompress(algorithm, limit, hasBrotli);
          });

  private final Dynamic algorithm;
  private final DecompressionLimit limit;
  private final boolean hasBrotli;
  private @Nullable Decompressor decompressor;
  private boolean isBegun;
  private boolean isEnded;

  private Decompress(Dynamic algorithm, DecompressionLimit limit, boolean hasBrotli) {
    this.algorithm = algorithm;
    this.limit = limit;
    this.hasBrotli = hasBrotli;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (!isBegun) {
      isBegun = true;
      var coding = DecompressMessage.coding(algorithm.get(stage.context()), hasBrotli, stage);
      decompressor = coding == null || isEnded ? null : Decompressor.of(coding, limit);
    }
    switch (event) {
      case Event.Data data -> data(data, stage);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
      case Event.StreamEnd(StreamError error) -> {
        var missing = decompressor == null || error != null ? null : decompressor.end();
        close();
        stage.emit(missing == null ? event : new Event.StreamEnd(missing));
      }
    }
  }

  private void data(Event.Data data, Stage stage) {
    var open = decompressor;
    ByteBuf bytes = data.bytes();
    if (open == null || !bytes.isReadable()) {
      stage.emit(data); // an empty one asks to send what is buffered, and nothing is here
      return;
    }
    try {
      var error = open.read(bytes, chunk -> stage.emit(new Event.Data(chunk)));
      if (error != null && !isEnded) {
        close();
        stage.emit(new Event.StreamEnd(error));
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    if (decompressor != null) {
      decompressor.close();
      decompressor = null;
    }
  }
}
