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
import dev.pipy.worker.ReadSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts what a function makes in place of the stream. Confined to a worker.
public final class Produce implements Filter, ReadSource {

  private static final Param<Dynamic> EVENTS =
      Param.required(
          "events",
          ParamType.EVENTS,
          "What to put out; a function is called again and again until it returns a StreamEnd, and may"
              + " return promises.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "produce",
              FilterSpec.Category.EVENT,
              "Puts what a function makes in place of the stream.")
          .described(
              """
              It begins with the first event; all input is dropped. The function is called once per
              turn of the event loop, and not while whoever gets the events cannot keep up. Events
              that are no function are put out once.
              """)
          .takes(EVENTS)
          .events("any", "any")
          .example(
              """
              pipy({ _count: 0 })

              .listen(8080)
                .produce(() => ++_count > 10 ? new StreamEnd() : new Data(`line ${_count}\\n`))
              """)
          .makes(args -> {
            var events = args.get(EVENTS);
            return () -> new Produce(events);
          });

  private final Dynamic events;
  private @Nullable Stage stage;
  private boolean isAsking;
  private boolean isEnded;
  private int pauses;

  private Produce(Dynamic events) {
    this.events = events;
  }

  @Override
  public void handle(Event event, Stage stage) {
    event.release();
    if (this.stage == null) {
      this.stage = stage;
      ask();
    }
  }

  @Override
  public boolean opensAtOnce() {
    return true;
  }

  @Override
  public void close() {
    isEnded = true;
  }

  @Override
  public void pauseReading() {
    pauses++;
  }

  @Override
  public void resumeReading() {
    pauses--;
    askLater();
  }

  private void askLater() {
    var at = stage;
    if (at != null && pauses == 0 && !isEnded && !isAsking) {
      isAsking = true;
      at.worker()
          .loop()
          .execute(() ->
              at.guard(() -> {
                isAsking = false;
                ask();
              }));
    }
  }

  private void ask() {
    var at = stage;
    if (at == null || isEnded || pauses > 0) {
      return;
    }
    var value = events.get(at.context());
    if (value instanceof Pending pending) {
      isAsking = true;
      pending.whenSettled(
          settled ->
              at.guard(() -> {
                isAsking = false;
                put(settled, at);
              }),
          failure ->
              at.guard(() -> {
                throw failure;
              }));
    } else {
      put(value, at);
    }
  }

  private void put(@Nullable Object value, Stage at) {
    if (isEnded) {
      return;
    }
    if (!Emission.isEvents(value)) {
      throw UnusableResult.report(
          at, value, "an event, a Message, an array of those, nothing, or a promise");
    }
    isEnded = events instanceof Dynamic.Literal || endsStream(value);
    var outer = at.worker().reading();
    at.worker().reading(this);
    try {
      Emission.emit(value, at::emit);
    } finally {
      at.worker().reading(outer);
    }
    askLater();
  }

  private static boolean endsStream(@Nullable Object value) {
    return switch (value) {
      case Event.StreamEnd _ -> true;
      case List<?> parts -> parts.stream().anyMatch(Produce::endsStream);
      case null, default -> false;
    };
  }
}
