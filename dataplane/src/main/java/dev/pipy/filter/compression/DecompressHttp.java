package dev.pipy.filter.compression;

import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decompresses the bodies of HTTP messages.
public final class DecompressHttp extends DecompressingFilter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.decompressHTTP");

  private static final Param<Callback> CONDITION =
      Param.optional(
          "condition",
          ParamType.callback("(start: MessageStart) => any"),
          "Gets the MessageStart of a compressed message and says whether to decompress it; all are"
              + " if it is absent.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "decompressHTTP",
              FilterSpec.Category.HTTP,
              "Decompresses the bodies of HTTP messages.")
          .described(
              """
              Acts on messages whose `content-encoding` is `gzip`, `deflate` or `br`, and takes that
              field away, with those that tell of the compressed bytes: lengths, ranges, digests. A
              strong ETag becomes a weak one. Other messages pass: those with several codings, and
              parts (206). Brotli needs a native library; where it does not load, `br` passes too.

              """
                  + LIMITS)
          .takes(CONDITION)
          .options(MAX_RATIO, MAX_SIZE)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same, decompressed")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .muxHTTP('connection', '')
                .decompressHTTP()
                .replaceMessageBody(body => body.toString().replaceAll('http:', 'https:'))

                .pipeline('connection')
                .connect('127.0.0.1:8080')
              """)
          .makes(args -> {
            var condition = args.find(CONDITION);
            var limit = limit(args);
            if (!ContentCoding.BROTLI.canDecompress()) {
              LOG.atWarn()
                  .log("brotli's native library does not load, bodies in br pass as they are");
            }
            return () -> new DecompressHttp(condition, limit);
          });

  private final @Nullable Callback condition;

  private DecompressHttp(@Nullable Callback condition, DecompressionLimit limit) {
    super(limit);
    this.condition = condition;
  }

  @Override
  @Nullable ContentCoding start(Event.MessageStart start, Stage stage) {
    var head = head(start);
    var coding = head == null ? null : coding(head);
    if (head == null
        || coding == null
        || (condition != null && !Truth.of(condition.call(stage.context(), start)))) {
      stage.emit(start);
      return null;
    }
    var changed = ContentFields.change(start, head, ContentFields::decoded);
    // an answer to HEAD, or one without content, has nothing to decompress
    stage.emit(start.length() == 0 ? new Event.MessageStart(changed.head(), 0) : changed);
    return coding;
  }

  private static @Nullable HttpHead head(Event.MessageStart start) {
    try {
      return HttpHead.of(start.head());
    } catch (IllegalHeaderException invalid) {
      return null; // whoever writes the head says what is wrong with it
    }
  }

  private static @Nullable ContentCoding coding(HttpHead head) {
    var name = ContentFields.coding(head.headers());
    var coding = name == null ? null : ContentCoding.of(name);
    return coding != null && coding.canDecompress() && !ContentFields.isPartial(head)
        ? coding
        : null;
  }

  @Override
  void outside(Event.Data data, Stage stage) {
    stage.emit(data);
  }
}
