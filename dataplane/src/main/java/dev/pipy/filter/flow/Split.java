package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.Truth;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;
import dev.pipy.pipeline.StreamContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes to pieces: at a separator ([SeparatedPieces]), or where a function that
/// sees each byte says so.
public final class Split implements Filter {

  private static final Param<Dynamic> SEPARATOR =
      Param.required(
          "separator",
          new ParamType<>(
              "string | Data | function",
              "a separator of 1 to 1024 bytes, as a string or Data, or a function",
              "",
              value ->
                  value instanceof Callback || SeparatedPieces.separator(value) != null
                      ? Dynamic.of(value)
                      : null),
          "What stands between two pieces, 1 KiB at most, or a function without parameters that"
              + " returns it, called once for a stream. A function with a parameter is called with each"
              + " byte, a number from 0 to 255; events that it returns are put behind that byte.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("split", FilterSpec.Category.EVENT, "Cuts a stream of bytes to pieces.")
          .described(
              """
              With a separator each piece becomes a message, without the separator. Pieces stream:
              none is held back. The last one is complete when the message that it came in or the
              stream ends; an empty last one is none. With a function that sees the bytes, these pass
              as they are, with whatever it returns in between. Where messages began and ended is
              forgotten either way.
              """)
          .takes(SEPARATOR)
          .events("Data, MessageEnd, StreamEnd", "MessageStart, Data, MessageEnd, StreamEnd")
          .example(
              """
              pipy()

              .listen(8080)
                .split('\\n')
                .replaceMessage(line => new Message('> ' + line.body.toString() + '\\n'))
              """)
          .makes(args -> {
            var separator = args.get(SEPARATOR);
            return separator instanceof Dynamic.Computed(Callback function)
                    && !function.takesNothing()
                ? () -> new Split(function)
                : () -> new SeparatedPieces(separator);
          });

  private final Callback function;

  private Split(Callback function) {
    this.function = function;
  }

  @Override
  public void handle(Event event, Stage stage) {
    switch (event) {
      case Event.Data(ByteBuf bytes) -> cut(event, bytes, stage);
      case Event.MessageStart _, Event.MessageEnd _ -> {}
      case Event.StreamEnd _ -> stage.emit(event);
    }
  }

  /// If the function fails, the rest is not passed on.
  private void cut(Event event, ByteBuf bytes, Stage stage) {
    int end = bytes.writerIndex();
    boolean isCut = false;
    for (int i = bytes.readerIndex(); i < end; i++) {
      var result = ask(stage.context(), bytes.getByte(i) & 0xff);
      if (isObject(result)) {
        if (!Emission.isEvents(result)) {
          throw UnusableResult.report(
              stage, result, "an event, a Message, an array of those, or no object");
        }
        isCut = true;
        stage.emit(new Event.Data(bytes.readRetainedSlice(i + 1 - bytes.readerIndex())));
        Emission.emit(result, stage::emit);
      }
    }
    if (isCut && !bytes.isReadable()) {
      event.release();
    } else {
      stage.emit(event);
    }
  }

  private @Nullable Object ask(StreamContext context, int value) {
    return function.call(context, value);
  }

  private static boolean isObject(@Nullable Object value) {
    return Truth.of(value)
        && !(value instanceof Boolean || value instanceof Number || value instanceof String);
  }
}
