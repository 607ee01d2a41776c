package dev.pipy.filter.compression;

import dev.pipy.codec.compression.Compressor;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Compresses the bodies of messages of any protocol.
public final class CompressMessage extends CompressingFilter {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "compressMessage",
              FilterSpec.Category.EVENT,
              "Compresses the bodies of messages, whatever their protocol.")
          .described(
              """
              Heads stay as they are; Data outside of messages passes. What is compressed goes out at
              the end of each turn of the loop, so a slow body is not held back.\
              """)
          .takes(ALGORITHM)
          .events("MessageStart, Data, MessageEnd, StreamEnd", "the same, compressed")
          .example(
              """
              pipy()
                .listen(8000)
                .demuxHTTP('request')

                .pipeline('request')
                .replaceMessage(request => new Message(
                  { headers: { 'content-type': 'application/gzip' } },
                  request.body
                ))
                .compressMessage('gzip')
              """)
          .makes(args -> {
            var algorithm = args.get(ALGORITHM);
            prepare(algorithm);
            return () -> new CompressMessage(algorithm);
          });

  private CompressMessage(Dynamic algorithm) {
    super(algorithm);
  }

  @Override
  Compressor.@Nullable Format start(Event.MessageStart start, Stage stage) {
    var format = wanted(start, stage);
    stage.emit(format == null ? start : start.withUnknownLength());
    return format;
  }
}
