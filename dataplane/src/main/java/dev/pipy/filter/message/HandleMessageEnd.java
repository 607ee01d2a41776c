package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;

/// Calls a function at the end of each message.
public final class HandleMessageEnd implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(end: MessageEnd, number: number) => any"),
          "Called with the MessageEnd and its number in the stream, from 0 on; what"
              + " it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleMessageEnd",
              FilterSpec.Category.EVENT,
              "Calls a function at the end of each message.")
          .described(
              """
              The function runs before the end is passed on.
              """)
          .takes(CALLBACK)
          .events("MessageEnd", "the same")
          .example(
              """
              pipy({ _count: 0 })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handleMessageEnd(() => { _count++ })
                .replaceMessage(() => new Message(`messages: ${_count}`))
              """)
          .makes(args -> {
            var step = new HandleMessageEnd(args.get(CALLBACK));
            return () -> new PromiseGate(step);
          });

  private final Callback callback;

  private HandleMessageEnd(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (event instanceof Event.MessageEnd) {
      gate.emitAfter(callback.run(stage.context(), event, gate.nextNumber()), event, stage);
    } else {
      stage.emit(event);
    }
  }
}
