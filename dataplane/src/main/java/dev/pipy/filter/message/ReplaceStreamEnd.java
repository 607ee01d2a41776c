package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;

/// Puts other events in the place of the end of the stream.
public final class ReplaceStreamEnd implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceStreamEnd",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of the end of the stream.")
          .described(
              """
              Without a replacement the stream stays open. A message goes on with its length left open.
              """)
          .takes(Replacement.PARAM)
          .events("StreamEnd, MessageStart", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .replaceData()
                .replaceStreamEnd(end => [new Data('bye\\n'), end])
              """)
          .makes(args -> {
            var step = new ReplaceStreamEnd(new Replacement(args.find(Replacement.PARAM)));
            return () -> new PromiseGate(step);
          });

  private final Replacement replacement;

  private ReplaceStreamEnd(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.StreamEnd _ -> replacement.replace(event, event, stage, gate);
      case Event.MessageStart start -> stage.emit(start.withUnknownLength());
      case Event.Data _, Event.MessageEnd _ -> stage.emit(event);
    }
  }
}
