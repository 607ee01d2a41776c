package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Stage;

/// Puts other events in the place of each end of a message.
public final class ReplaceMessageEnd implements PromiseGate.Step {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "replaceMessageEnd",
              FilterSpec.Category.EVENT,
              "Puts other events in the place of each end of a message.")
          .described(
              """
              Use it to append to bodies: Data, then a MessageEnd. A message goes on with its length left open.
              """)
          .takes(Replacement.PARAM)
          .events("MessageEnd, MessageStart", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .replaceMessageStart(new MessageStart({ status: 200 }))
                .replaceMessageEnd(() => [new Data(' (seen by the proxy)'), new MessageEnd])
              """)
          .makes(args -> {
            var step = new ReplaceMessageEnd(new Replacement(args.find(Replacement.PARAM)));
            return () -> new PromiseGate(step);
          });

  private final Replacement replacement;

  private ReplaceMessageEnd(Replacement replacement) {
    this.replacement = replacement;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.MessageEnd _ -> replacement.replace(event, event, stage, gate);
      case Event.MessageStart start -> stage.emit(start.withUnknownLength());
      case Event.Data _, Event.StreamEnd _ -> stage.emit(event);
    }
  }
}
