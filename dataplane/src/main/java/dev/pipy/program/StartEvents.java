package dev.pipy.program;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Emission;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `.onStart()`: feeds a pipeline its first events, given or returned by a function; a promise
/// holds back all input until it settles.
///
/// @param events what to feed
record StartEvents(Dynamic events) implements PipelineLayout.Start {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.pipeline");

  @Override
  public void start(Pipeline pipeline, @Nullable Object[] arguments) {
    var result =
        switch (events) {
          case Dynamic.Literal(Object value) -> value;
          case Dynamic.Computed(var function) -> function.call(pipeline.context(), arguments);
        };
    if (result instanceof Pending pending) {
      pipeline.hold();
      pending.whenSettled(
          value -> pipeline.release(input -> feed(pipeline, value, input)),
          _ ->
              pipeline.release(
                  input -> input.accept(new Event.StreamEnd(StreamError.RUNTIME_ERROR))));
    } else {
      feed(pipeline, result, pipeline::input);
    }
  }

  private static void feed(
      Pipeline pipeline, @Nullable Object value, java.util.function.Consumer<Event> input) {
    if (Emission.isEvents(value)) {
      Emission.emit(value, input);
    } else {
      LOG.atError()
          .addKeyValue("pipeline", pipeline.layout().name())
          .log("onStart() returned something that is not events; use void(...) to return nothing");
      input.accept(new Event.StreamEnd(StreamError.RUNTIME_ERROR));
    }
  }
}
