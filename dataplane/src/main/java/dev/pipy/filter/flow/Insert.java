package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Puts events before the stream.
public final class Insert implements Filter {

  private static final String EXPECTATION =
      "an event, a Message, an array of those, nothing, or a promise of one of them";

  private static final Param<Dynamic> EVENTS =
      Param.required(
          "events",
          ParamType.EVENTS,
          "What to put before the first event; a function is called then, and may return a promise.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("insert", FilterSpec.Category.EVENT, "Puts events before the stream.")
          .described(
              """
              They come out when the first event comes in, which then follows. The stream does not
              wait for a promise: its events are put in when it is fulfilled, unless the stream has
              ended by then. One that is rejected ends the stream with RuntimeError.
              """)
          .takes(EVENTS)
          .events("any", "any")
          .example(
              """
              pipy()

              .listen(8080)
                .insert(new Data('hello, '))
              """)
          .makes(args -> {
            var events = args.get(EVENTS);
            return () -> new Insert(events);
          });

  private final Dynamic events;
  private boolean hasStarted;
  private boolean hasEnded;

  private Insert(Dynamic events) {
    this.events = events;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (!hasStarted) {
      var result = events.get(stage.context());
      hasStarted = true;
      if (result instanceof Pending pending) {
        pending.whenSettled(
            value -> stage.guard(() -> insertLate(value, stage)),
            failure ->
                stage.guard(() -> {
                  if (!hasEnded) {
                    throw failure;
                  }
                }));
      } else {
        insert(result, stage);
      }
    }
    hasEnded = event instanceof Event.StreamEnd;
    stage.emit(event);
  }

  private void insertLate(@Nullable Object value, Stage stage) {
    if (!hasEnded) {
      insert(value, stage);
    }
  }

  private static void insert(@Nullable Object value, Stage stage) {
    if (!Emission.isEvents(value)) {
      throw UnusableResult.report(stage, value, EXPECTATION);
    }
    Emission.emit(value, stage::emit);
  }
}
