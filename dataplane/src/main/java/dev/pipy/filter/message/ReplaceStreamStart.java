package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;

/// Puts other events in the place of the first event of the stream.
public final class ReplaceStreamStart implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceStreamStart",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of the first event of the stream.")
          .described(
              """
              Whatever the first event is. To put something before the stream, return it together with the
              event.
              """)
          .takes(Replacement.PARAM)
          .events("first event", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .replaceStreamStart(first => [new Data('welcome\\n'), first])
              """)
          .makes(args -> {
            var replacement = new Replacement(args.find(Replacement.PARAM));
            return () -> new PromiseGate(new ReplaceStreamStart(replacement));
          });

  private final Replacement replacement;
  private boolean hasStarted;

  private ReplaceStreamStart(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (hasStarted) {
      stage.emit(event);
      return;
    }
    hasStarted = true;
    replacement.replace(event, SeenEvent.of(event).argument(), stage, gate);
  }
}
