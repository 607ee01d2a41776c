package dev.pipy.filter.message;

import dev.pipy.event.Event;
import dev.pipy.filter.hold.PromiseGate;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Stage;

/// Calls a function at the end of the stream.
public final class HandleStreamEnd implements PromiseGate.Step {

  private static final Param<Callback> CALLBACK =
      Param.required(
          "callback",
          ParamType.callback("(end: StreamEnd) => any"),
          "Called with the StreamEnd; what it returns is ignored, but a promise is waited for.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "handleStreamEnd",
              FilterSpec.Category.EVENT,
              "Calls a function at the end of the stream.")
          .described(
              """
              The event's `error` says why the stream ended. The function is not called when the pipeline is
              closed before its stream ended.
              """)
          .takes(CALLBACK)
          .events("StreamEnd", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .handleStreamEnd(end => console.log('connection ended', end.error))
                .dummy()
              """)
          .makes(args -> {
            var step = new HandleStreamEnd(args.get(CALLBACK));
            return () -> new PromiseGate(step);
          });

  private final Callback callback;

  private HandleStreamEnd(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void handle(Event event, Stage stage, PromiseGate gate) {
    if (event instanceof Event.StreamEnd) {
      gate.emitAfter(callback.run(stage.context(), event, 0), event, stage);
    } else {
      stage.emit(event);
    }
  }

  @Override
  public boolean passesOpening() {
    return true;
  }
}
