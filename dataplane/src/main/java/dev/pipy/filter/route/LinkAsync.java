package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.HeldInput;
import dev.pipy.pipeline.Stage;
import dev.pipy.pipeline.StreamContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the stream through another pipeline, one turn of the event loop later. Confined to a
/// worker.
public final class LinkAsync implements Filter {

  private static final Param<Object> TARGET =
      Param.required(
          "pipeline",
          ParamType.PIPELINE_OR_FUNCTION,
          "Where events go; `''` means straight on. Its output becomes the output of this filter. A"
              + " function is asked at each event until it returns the name of a pipeline of the"
              + " module, or a `Swap`.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "linkAsync",
              FilterSpec.Category.FLOW,
              "Sends the stream through another pipeline, one turn of the event loop later.")
          .described(
              """
              As `link` with one pipeline, or with a function that returns the name of one, but
              whoever feeds the filter goes on before the pipeline gets the event. Events wait in
              order, their source is paused from 64 KiB on, and more than 1 MiB ends the stream with
              BufferOverflow. The pipeline shares the context of the stream.
              """)
          .takes(TARGET)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .linkAsync('answer')

              .pipeline('answer')
                .replaceData(new Data('thanks\\n'))
              """)
          .makes(args ->
              switch (args.get(TARGET)) {
                case Callback function -> {
                  var route =
                      new NamedRoute(args.host(), function, args.linker().pipelinesByName());
                  var depths = new HashMap<StreamContext, Integer>();
                  yield () -> new LinkAsync(new FirstMatch(route), depths);
                }
                case Object pipeline -> {
                  var route = List.of(new FirstMatch.Route(null, Link.layout(1, pipeline, args)));
                  yield () -> new LinkAsync(new FirstMatch(route), null);
                }
              });

  private final FirstMatch target;
  private final @Nullable Map<StreamContext, Integer> depths;
  private @Nullable HeldInput waiting;
  private @Nullable StreamContext counted;
  private boolean isDue;
  private boolean isEnded;

  /// @param depths how often each context is led through the filter right now; null if it cannot be
  ///   led back
  private LinkAsync(FirstMatch target, @Nullable Map<StreamContext, Integer> depths) {
    this.target = target;
    this.depths = depths;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (isEnded) {
      event.release();
      return;
    }
    if (waiting == null) {
      countDepth(stage);
      waiting = new HeldInput(stage.worker());
    }
    if (!waiting.add(event)) {
      close();
      stage.emit(new Event.StreamEnd(StreamError.BUFFER_OVERFLOW));
    } else if (!isDue) {
      isDue = true;
      stage.worker().loop().execute(() -> stage.guard(() -> deliver(stage)));
    }
  }

  private void countDepth(Stage stage) {
    if (depths == null) {
      return;
    }
    if (depths.getOrDefault(stage.context(), 0) == NamedRoute.DEEPEST) {
      throw NamedRoute.tooDeep(stage);
    }
    counted = stage.context();
    depths.merge(counted, 1, Integer::sum);
  }

  private void deliver(Stage stage) {
    isDue = false;
    var events = waiting;
    if (isEnded || events == null) {
      return;
    }
    for (var event = events.poll(); event != null; event = events.poll()) {
      try {
        target.handle(event, stage);
      } catch (CallFailure failure) {
        event.release();
        close();
        throw failure;
      }
    }
    events.resume();
  }

  @Override
  public boolean opensAtOnce() {
    return target.opensAtOnce();
  }

  @Override
  public void drain(Stage stage) {
    target.drain(stage);
  }

  @Override
  public void close() {
    isEnded = true;
    if (waiting != null) {
      waiting.release();
    }
    if (depths != null && counted != null) {
      depths.computeIfPresent(counted, (_, depth) -> depth == 1 ? null : depth - 1);
      counted = null;
    }
    target.close();
  }
}
