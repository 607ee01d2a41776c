package dev.pipy.filter.compression;

import dev.pipy.codec.compression.ContentCoding;
import dev.pipy.codec.compression.DecompressionLimit;
import dev.pipy.codec.compression.Decompressor;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What the two decompressing filters share: the bodies of messages that [#start] chooses come out
/// decompressed, as they come in.
abstract class DecompressingFilter implements Filter {

  static final Param<Double> MAX_RATIO =
      Param.withDefault(
          "maxRatio",
          ParamType.NUMBER,
          200.0,
          "200",
          "Most bytes that may come out of a body for each byte of it, once more than 1 MiB has come"
              + " out.");
  static final Param<Long> MAX_SIZE =
      Param.optional(
          "maxSize", ParamType.SIZE, "Largest body that may come out; unlimited unless given.");

  static final String LIMITS =
      """
      The body is decompressed as it comes and never held. One that is malformed or cut off ends the
      stream with ProtocolError; one out of which too much comes, be it that it was made to
      (`maxRatio`), with BufferOverflow. What came out before has gone on by then.\
      """;

  private final DecompressionLimit limit;
  private @Nullable Decompressor decompressor;
  private boolean isInMessage;
  private boolean isEnded;

  DecompressingFilter(DecompressionLimit limit) {
    this.limit = limit;
  }

  static DecompressionLimit limit(Args args) {
    var maxSize = args.find(MAX_SIZE);
    return new DecompressionLimit(args.get(MAX_RATIO), maxSize == null ? Long.MAX_VALUE : maxSize);
  }

  /// Emits the start of a message; says which coding its body is in, or null to let it pass.
  abstract @Nullable ContentCoding start(Event.MessageStart start, Stage stage);

  /// What becomes of bytes outside of messages.
  abstract void outside(Event.Data data, Stage stage);

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    switch (event) {
      case Event.MessageStart start -> {
        free();
        isInMessage = true;
        var coding = start(start, stage);
        decompressor = coding == null || isEnded ? null : Decompressor.of(coding, limit);
      }
      case Event.Data data -> data(data, stage);
      case Event.MessageEnd _ -> end(event, stage);
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          end(event, stage);
        } else {
          free();
          stage.emit(event);
        }
      }
    }
  }

  private void data(Event.Data data, Stage stage) {
    var open = decompressor;
    if (!isInMessage) {
      outside(data, stage);
    } else if (open == null || !data.bytes().isReadable()) {
      stage.emit(data); // an empty one asks to send what is buffered, and nothing is here
    } else {
      ByteBuf bytes = data.bytes();
      try {
        fail(open.read(bytes, chunk -> stage.emit(new Event.Data(chunk))), stage);
      } finally {
        bytes.release();
      }
    }
  }

  private void end(Event event, Stage stage) {
    var open = decompressor;
    isInMessage = false;
    if (open == null || !fail(open.end(), stage)) {
      free();
      stage.emit(event);
    }
  }

  private boolean fail(@Nullable StreamError error, Stage stage) {
    if (error == null || isEnded) {
      return error != null;
    }
    close();
    stage.emit(new Event.StreamEnd(error));
    return true;
  }

  private void free() {
    if (decompressor != null) {
      decompressor.close();
      decompressor = null;
    }
  }

  @Override
  public boolean takesInput() {
    return !isEnded;
  }

  @Override
  public void close() {
    isEnded = true;
    free();
  }
}
