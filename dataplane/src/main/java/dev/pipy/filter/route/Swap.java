package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Rendezvous;
import dev.pipy.pipeline.Stage;
import org.jspecify.annotations.Nullable;

/// Joins streams: what comes in here goes out of the others. Confined to a worker.
public final class Swap implements Filter {

  private static final String EXPECTATION = "a Swap";

  private static final Param<Dynamic> POINT =
      Param.required(
          "point",
          new ParamType<>(
              "object | function",
              EXPECTATION + " or a function",
              "",
              value ->
                  value instanceof Rendezvous || value instanceof Callback
                      ? Dynamic.of(value)
                      : null),
          "Where to meet. A function is asked at each event until it returns one; what comes before"
              + " waits.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "swap",
              FilterSpec.Category.FLOW,
              "Joins streams: what comes into one goes out of the others.")
          .described(
              """
              All streams that name the same `Swap` meet there, on one worker. What the first sends
              while it is alone waits, as does what comes while a function returns nothing: the source
              is paused from 64 KiB on, and beyond 1 MiB the stream ends with BufferOverflow.
              """)
          .takes(POINT)
          .events("any", "what the other streams take in")
          .example(
              """
              ((room) => pipy()

                .listen(8080)
                  .swap(room)

              )(new Swap())
              """)
          .makes(args -> {
            var point = args.get(POINT);
            return () -> new Swap(point);
          });

  private final Dynamic point;
  private @Nullable Rendezvous joined;
  private @Nullable HeldInput waiting;
  private @Nullable Stage place;

  Swap(Dynamic point) {
    this.point = point;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (joined == null) {
      joined = find(stage);
      if (joined != null) {
        place = stage;
        joined.join(stage);
        sendWaiting(joined, stage);
      }
    }
    boolean hasRoom = joined == null ? hold(event, stage) : joined.send(stage, event);
    if (!hasRoom) {
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    }
  }

  private @Nullable Rendezvous find(Stage stage) {
    return switch (point.get(stage.context())) {
      case null -> null;
      case Rendezvous found -> found;
      case Object other -> throw UnusableResult.report(stage, other, EXPECTATION);
    };
  }

  private boolean hold(Event event, Stage stage) {
    if (waiting == null) {
      waiting = new HeldInput(stage.worker());
    }
    return waiting.add(event);
  }

  private void sendWaiting(Rendezvous target, Stage stage) {
    var held = waiting;
    waiting = null;
    if (held != null) {
      for (var event = held.poll(); event != null; event = held.poll()) {
        if (!target.send(stage, event)) {
          break;
        }
      }
      held.release();
    }
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    if (joined != null && place != null) {
      joined.leave(place);
    }
    if (waiting != null) {
      waiting.release();
    }
  }
}
