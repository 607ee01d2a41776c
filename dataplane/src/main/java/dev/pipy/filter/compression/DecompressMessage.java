package dev.pipy.filter.compression;

import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Decompresses the bodies of messages of any protocol.
public final class DecompressMessage extends DecompressingFilter {

  private static final String EXPECTATION = "'inflate', 'gzip', 'deflate' or 'brotli'";

  static final Param<Dynamic> ALGORITHM =
      Param.required(
          "algorithm",
          new ParamType<>(
              "string | function",
              EXPECTATION + ", or a function",
              "",
              value ->
                  value instanceof Callback
                          || (value instanceof String name && coding(name) != null)
                      ? Dynamic.of(value)
                      : null),
          "`'gzip'`, `'brotli'`, or `'inflate'` for gzip, zlib or bare deflate, whichever it is"
              + " (`'deflate'` says the same). A function gets the MessageStart; the message passes"
              + " if it returns no string.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decompressMessage",
              FilterSpec.Category.EVENT,
              "Decompresses the bodies of messages, whatever their protocol.")
          .described("Heads stay as they are. Data outside of messages is dropped.\n\n" + LIMITS)
          .takes(ALGORITHM)
          .options(MAX_RATIO, MAX_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same, decompressed")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .decompressMessage(start => start.head.path === '/logs' ? 'gzip' : undefined)
                .print()
                .replaceMessage(new Message({ status: 204 }))
              """)
          .makes(args -> {
            var algorithm = args.get(ALGORITHM);
            var limit = limit(args);
            boolean hasBrotli = ContentCoding.BROTLI.canDecompress();
            return () -> new DecompressMessage(algorithm, limit, hasBrotli);
          });

  private final Dynamic algorithm;
  private final boolean hasBrotli;

  private DecompressMessage(Dynamic algorithm, DecompressionLimit limit, boolean hasBrotli) {
    super(limit);
    this.algorithm = algorithm;
    this.hasBrotli = hasBrotli;
  }

  private static @Nullable ContentCoding coding(String name) {
    return switch (name) {
      case "gzip" -> ContentCoding.GZIP;
      case "inflate", "deflate" -> ContentCoding.DEFLATE;
      case "brotli", "br" -> ContentCoding.BROTLI;
      default -> null;
    };
  }

  @Override
  @Nullable ContentCoding start(Event.MessageStart start, Stage stage) {
    var name =
        switch (algorithm) {
          case Dynamic.Literal(var value) -> value;
          case Dynamic.Computed(var function) -> function.call(stage.context(), start);
        };
    var coding = coding(name, hasBrotli, stage);
    stage.emit(coding == null ? start : start.withUnknownLength());
    return coding;
  }

  /// The coding of that name; null if a script gave no string. Throws what ends the stream for the
  /// name of one that cannot be undone.
  static @Nullable ContentCoding coding(@Nullable Object name, boolean hasBrotli, Stage stage) {
    var coding = name instanceof String text ? coding(text) : null;
    if (name instanceof String && coding == null) {
      throw UnusableResult.report(stage, name, EXPECTATION);
    }
    if (coding == ContentCoding.BROTLI && !hasBrotli) {
      throw UnusableResult.report(stage, name, "another algorithm: brotli does not load here");
    }
    return coding;
  }

  @Override
  void outside(Event.Data data, Stage stage) {
    data.release();
  }
}
