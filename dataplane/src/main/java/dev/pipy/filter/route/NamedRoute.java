package dev.pipy.filter.route;

import dev.pipy.filter.route.FirstMatch.Route;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.Rendezvous;
import dev.pipy.pipeline.Stage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A route that a function names, or a `Swap` that it returns. Serves all streams of a filter's
/// definition; confined to a worker.
final class NamedRoute implements FirstMatch.Lookup {

  /// How often a stream may be led through the same filter, one time inside another.
  static final int DEEPEST = 50;

  private static final String EXPECTATION = "the name of a pipeline of the module, or a Swap";

  private final PipelineHost host;
  private final Callback function;
  private final Function<String, @Nullable PipelineLayout> pipelines;
  private int depth;

  NamedRoute(
      PipelineHost host, Callback function, Function<String, @Nullable PipelineLayout> pipelines) {
    this.host = host;
    this.function = function;
    this.pipelines = pipelines;
  }

  @Override
  public @Nullable Route find(Stage stage) {
    var result = function.call(stage.context());
    if (result == null) {
      return null;
    }
    if (result instanceof Rendezvous point) {
      return new Route(null, into(point, stage));
    }
    if (!(result instanceof String name)) {
      throw UnusableResult.report(stage, result, EXPECTATION);
    }
    var layout = pipelines.apply(name);
    if (layout == null && !name.isEmpty()) {
      throw UnusableResult.report(stage, result, EXPECTATION + ", and " + name + " is none");
    }
    return new Route(null, layout);
  }

  /// A pipeline that does nothing but meet others.
  private PipelineLayout into(Rendezvous point, Stage stage) {
    var node =
        new PipelineLayout.Node(
            Swap.SPEC.name(), stage.location(), () -> new Swap(Dynamic.of(point)), List.of());
    return new PipelineLayout(host, "", "", List.of(node));
  }

  @Override
  public void enter(Stage stage, Runnable step) {
    if (depth == DEEPEST) {
      throw tooDeep(stage);
    }
    depth++;
    try {
      step.run();
    } finally {
      depth--;
    }
  }

  /// What is thrown when a stream is led back too often.
  static CallFailure tooDeep(Stage stage) {
    return UnusableResult.report(stage, "", EXPECTATION + " that does not always lead back here");
  }
}
