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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the two compressing filters share: the bodies of messages that [#start] chooses come out
/// compressed. What a turn of the loop brought goes out at its end, so that a slow body is not held
/// back.
abstract class CompressingFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.compress");

  private static final String EXPECTATION = "'gzip', 'deflate' or 'br'";

  /// What an algorithm may be, for the documentation of parameters.
  static final String ALGORITHMS =
      "`'gzip'`, `'deflate'` (the zlib format) or `'br'` (also `'brotli'`). ";

  static final Param<Dynamic> ALGORITHM =
      Param.required(
          "algorithm",
          new ParamType<>(
              "string | function",
              EXPECTATION + ", or a function",
              "",
              value ->
                  value instanceof Callback || format(value) != null ? Dynamic.of(value) : null),
          ALGORITHMS
              + "A function gets the MessageStart; the message passes if it returns no string.");

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
      case "br", "brotli" -> Compressor.Format.BROTLI;
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

  /// Loads what the algorithm needs, when the filter is linked: that would block a loop. Says in
  /// the log what does not load.
  static void prepare(Dynamic algorithm) {
    boolean mayBeBrotli =
        switch (algorithm) {
          case Dynamic.Literal(var value) -> format(value) == Compressor.Format.BROTLI;
          case Dynamic.Computed _ -> true;
        };
    if (mayBeBrotli && !Compressor.Format.BROTLI.isAvailable()) {
      LOG.atWarn().log("brotli's native library does not load, nothing is compressed with br");
    }
  }

  /// The format of that name; null if a script gave no string, or it cannot be written on this
  /// machine. Throws what ends the stream for the name of another.
  static Compressor.@Nullable Format format(@Nullable Object name, Stage stage) {
    var format = format(name);
    if (format == null && name instanceof String) {
      throw UnusableResult.report(stage, name, EXPECTATION + ", or nothing");
    }
    return format == null || !format.isAvailable() ? null : format;
  }

  /// Emits the start of a message; says how to compress its body, or null to let it pass.
  abstract Compressor.@Nullable Format start(Event.MessageStart start, Stage stage);

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.MessageStart start -> {
        free();
        var format = start(start, stage);
        compressor = format == null || isClosed ? null : Compressor.of(format);
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
