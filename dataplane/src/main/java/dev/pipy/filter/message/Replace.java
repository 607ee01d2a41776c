package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;

/// Puts other events in the place of every event.
public final class Replace implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replace",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of every event.")
          .described(
              """
              Events are told apart by their `type`; empty Data passes as it is, and a message goes on
              with its length left open. Whatever shall go on has to be returned, also the end of the
              stream.
              """)
          .takes(Replacement.PARAM)
          .events("any", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .replace(event => event.type === 'Data' ? [event, new Data('\\n')] : event)
              """)
          .makes(args -> {
            var step = new Replace(new Replacement(args.find(Replacement.PARAM)));
            return () -> new PromiseGate(step);
          });

  private final Replacement replacement;

  private Replace(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when !bytes.isReadable() -> stage.emit(event);
      case Event.MessageStart start ->
          replacement.replace(start.withUnknownLength(), start.withUnknownLength(), stage, gate);
      case Event.Data _ -> replacement.replace(event, SeenEvent.of(event).argument(), stage, gate);
      case Event.MessageEnd _, Event.StreamEnd _ -> replacement.replace(event, event, stage, gate);
    }
  }
}
