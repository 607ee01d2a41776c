package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;

/// Puts other events in the place of each start of a message.
public final class ReplaceMessageStart implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceMessageStart",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of each start of a message.")
          .described(
              """
              A start that the function returns unchanged keeps the length of its body; any other start goes
              on with the length left open.
              """)
          .takes(Replacement.PARAM)
          .events("MessageStart", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .replaceMessageStart(new MessageStart({ status: 200 }))
              """)
          .makes(args -> {
            var step = new ReplaceMessageStart(new Replacement(args.find(Replacement.PARAM)));
            return () -> new PromiseGate(step);
          });

  private final Replacement replacement;

  private ReplaceMessageStart(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (event instanceof Event.MessageStart) {
      replacement.replace(event, event, stage, gate);
    } else {
      stage.emit(event);
    }
  }
}
