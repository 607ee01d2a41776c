package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;

/// Calls a function with the first event of the stream.
public final class HandleStreamStart implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(first: any) => any"),
          "Called with the first event; what it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleStreamStart",
              FilterSpec.Category.EVENT,
              "Calls a function with the first event of the stream.")
          .described(
              """
              Whatever the first event is: Data of a connection, the MessageStart of a request. The function
              may change it, as with `handleData` and `handleMessageStart`.
              """)
          .takes(CALLBACK)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .handleStreamStart(() => console.log('first bytes from', __inbound.remoteAddress))
                .dummy()
              """)
          .makes(args -> {
            var callback = args.get(CALLBACK);
            return () -> new PromiseGate(new HandleStreamStart(callback));
          });

  private final Callback callback;
  private boolean hasStarted;

  private HandleStreamStart(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (hasStarted) {
      stage.emit(event);
      return;
    }
    hasStarted = true;
    var seen = SeenEvent.of(event);
    var pending = callback.run(stage.context(), seen.argument(), 0);
    if (pending == null) {
      stage.emit(seen.afterwards());
    } else {
      gate.await(pending, event, stage, _ -> stage.emit(seen.afterwards()));
    }
  }

  /// A function that looks at the first event shall see the first of the input.
  @Override
  public boolean passesOpening() {
    return callback.takesNothing();
  }
}
