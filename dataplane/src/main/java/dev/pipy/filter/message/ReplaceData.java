package dev.pipy.filter.message;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;

/// Puts other events in the place of each chunk of bytes.
public final class ReplaceData implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceData",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of each chunk of bytes.")
          .described(
              """
              An empty chunk asks to send what is buffered and is passed on as it is. A message goes on with
              its length left open.
              """)
          .takes(Replacement.PARAM)
          .events("Data, MessageStart", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .replaceData(data => new Data(data.toString().toUpperCase()))
              """)
          .makes(args -> {
            var step = new ReplaceData(new Replacement(args.find(Replacement.PARAM)));
            return () -> new PromiseGate(step);
          });

  private final Replacement replacement;

  private ReplaceData(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when bytes.isReadable() ->
          replacement.replace(event, Bytes.copyOf(bytes), stage, gate);
      case Event.MessageStart start -> stage.emit(start.withUnknownLength());
      case Event.Data _, Event.MessageEnd _, Event.StreamEnd _ -> stage.emit(event);
    }
  }
}
