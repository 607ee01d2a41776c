package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;

/// Calls a function at the start of each message.
public final class HandleMessageStart implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(start: MessageStart, number: number) => any"),
          "Called with the MessageStart and its number in the stream, from 0 on; what"
              + " it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleMessageStart",
              FilterSpec.Category.EVENT,
              "Calls a function at the start of each message.")
          .described(
              """
              The function may change the head; later filters see the change. It runs before the start is
              passed on, so a `link` right behind it can decide by what the function found out.
              """)
          .takes(CALLBACK)
          .events("MessageStart", "the same")
          .example(
              """
              pipy({ _path: '' })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handleMessageStart(start => { _path = start.head.path })
                .replaceMessage(() => new Message('You asked for ' + _path))
              """)
          .makes(args -> {
            var step = new HandleMessageStart(args.get(CALLBACK));
            return () -> new PromiseGate(step);
          });

  private final Callback callback;

  private HandleMessageStart(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (event instanceof Event.MessageStart) {
      gate.emitAfter(callback.run(stage.context(), event, gate.nextNumber()), event, stage);
    } else {
      stage.emit(event);
    }
  }
}
