package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;
import io.netty.buffer.ByteBuf;

/// Calls a function with each chunk of bytes.
public final class HandleData implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(data: Data, number: number) => any"),
          "Called with the Data and its number in the stream, from 0 on; what"
              + " it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleData", FilterSpec.Category.EVENT, "Calls a function with each chunk of bytes.")
          .described(
              """
              An empty chunk asks to send what is buffered and is passed on without a call. The function may
              change the Data; the changed bytes go on. Since that can change the length of a body, a message
              goes on with its length left open.
              """)
          .takes(CALLBACK)
          .events("Data, MessageStart", "the same")
          .example(
              """
              pipy({ _bytes: 0 })

              .listen(8080)
                .handleData(data => { _bytes += data.size })
                .handleStreamEnd(() => console.log('received', _bytes, 'bytes'))
                .dummy()
              """)
          .makes(args -> {
            var step = new HandleData(args.get(CALLBACK));
            return () -> new PromiseGate(step);
          });

  private final Callback callback;

  private HandleData(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    switch (event) {
      case Event.Data(ByteBuf bytes) when bytes.isReadable() -> {
        var seen = SeenEvent.of(event);
        var pending = callback.run(stage.context(), seen.argument(), gate.nextNumber());
        if (pending == null) {
          stage.emit(seen.afterwards());
        } else {
          gate.await(pending, event, stage, _ -> stage.emit(seen.afterwards()));
        }
      }
      case Event.MessageStart start -> stage.emit(start.withUnknownLength());
      case Event.Data _, Event.MessageEnd _, Event.StreamEnd _ -> stage.emit(event);
    }
  }
}
