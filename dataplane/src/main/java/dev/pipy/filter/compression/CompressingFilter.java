package dev.pipy.filter.compression;

import dev.pipy.codec.compression.Compressor;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What the two compressing filters share: the bodies of messages that [#start] chooses come out
/// compressed. What a turn of the loop brought goes out at its end, so that a slow body is not held
/// back.
abstract class CompressingFilter implements Filter {

  private static final String EXPECTATION = "'gzip' or 'deflate'";

  static final Param<Dynamic> ALGORITHM =
      Param.required(
          "algorithm",
          new ParamType<>(
              "string | function",
              EXPECTATION + ", or a function",
              "",
              value ->
                  value instanceof Callback || format(value) != null ? Dynamic.of(value) : null),
          "`'gzip'` or `'deflate'` (the zlib format). A function gets the MessageStart; the message"
              + " passes if it returns no string.");

  private final Dynamic algorithm;
  private @Nullable Compressor compressor;
  private boolean hasUnsent;
  private boolean isClosed;

  CompressingFilter(Dynamic algorithm) {
    this.algorithm = algorithm;
  }

  private static Compressor.@Nullable Format format(@Nullable Object name) {
    return switch (name instanceof String text ? text : "") {
      case "gzip" -> Compressor.Format.GZIP;
      case "deflate" -> Compressor.Format.DEFLATE;
      default -> null;
    };
  }

  /// How the script wants the message to be compressed; null for not at all.
  final Compressor.@Nullable Format wanted(Event.MessageStart start, Stage stage) {
    var name =
        switch (algorithm) {
          case Dynamic.Literal(var value) -> value;
          case Dynamic.Computed(var function) -> function.call(stage.context(), start);
        };
    return format(name, stage);
  }

  /// The format of that name; null if a script gave no string. Throws what ends the stream for the
  /// name of another.
  static Compressor.@Nullable Format format(@Nullable Object name, Stage stage) {
    var format = format(name);
    if (format == null && name instanceof String) {
      throw UnusableResult.report(stage, name, EXPECTATION + ", or nothing");
    }
    return format;
  }

  /// Emits the start of a message; says how to compress its body, or null to let it pass.
  abstract Compressor.@Nullable Format start(Event.MessageStart start, Stage stage);

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart start -> {
        free();
        var format = start(start, stage);
        compressor = format == null || isClosed ? null : new Compressor(format);
      }
      case Event.Data data -> data(data, stage);
      case Event.MessageEnd _ -> {
        finish(stage);
        stage.emit(event);
      }
      case Event.StreamEnd(StreamError error) -> {
        if (error == null) {
          finish(stage);
        }
        free();
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
      flush(open, stage);
      stage.emit(data);
      return;
    }
    if (!hasUnsent) {
      hasUnsent = true;
      stage.worker().atTurnEnd(() -> stage.guard(() -> flush(open, stage)));
    }
    try {
      open.write(bytes, chunk -> stage.emit(new Event.Data(chunk)));
    } finally {
      bytes.release();
    }
  }

  private void flush(Compressor open, Stage stage) {
    if (hasUnsent && open == compressor) {
      hasUnsent = false;
      open.flush(chunk -> stage.emit(new Event.Data(chunk)));
    }
  }

  private void finish(Stage stage) {
    var open = compressor;
    if (open != null) {
      open.finish(chunk -> stage.emit(new Event.Data(chunk)));
      free();
    }
  }

  private void free() {
    hasUnsent = false;
    if (compressor != null) {
      compressor.close();
      compressor = null;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    free();
  }
}
