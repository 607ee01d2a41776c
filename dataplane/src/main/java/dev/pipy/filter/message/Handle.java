package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;

/// Calls a function with every event.
public final class Handle implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(event: any, number: number) => any"),
          "Called with the event and its number in the stream, from 0 on; what it returns is"
              + " ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("handle", FilterSpec.Category.EVENT, "Calls a function with every event.")
          .described(
              """
              Events are told apart by their `type`. The function may change heads and Data, as with
              `handleMessageStart` and `handleData`; empty Data passes without a call, and messages
              go on with their length left open.
              """)
          .takes(CALLBACK)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handle(event => console.log(event.type))
                .replaceMessage(new Message('thanks\\n'))
              """)
          .makes(args -> {
            var step = new Handle(args.get(CALLBACK));
            return () -> new PromiseGate(step);
          });

  private final Callback callback;

  private Handle(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when !bytes.isReadable() -> stage.emit(event);
      case Event.MessageStart start -> call(start.withUnknownLength(), stage, gate);
      case Event.Data _, Event.MessageEnd _, Event.StreamEnd _ -> call(event, stage, gate);
    }
  }

  private void call(Event event, Stage stage, PromiseGate gate) {
    var seen = SeenEvent.of(event);
    var pending = callback.run(stage.context(), seen.argument(), gate.nextNumber());
    if (pending == null) {
      stage.emit(seen.afterwards());
    } else {
      gate.await(pending, event, stage, _ -> stage.emit(seen.afterwards()));
    }
  }
}
