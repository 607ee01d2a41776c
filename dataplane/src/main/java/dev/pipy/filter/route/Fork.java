package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives copies of all events to side branches.
public final class Fork implements Filter {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "What each branch runs; its output is dropped.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "fork",
              FilterSpec.Category.FLOW,
              "Gives a copy of each event to one or more side branches.")
          .described(
              """
              Each event goes to all branches first, then straight on. Heads are shared, not copied.
              Branches open at the first event.

              Without `init` there is one branch, which shares the context of the stream. Otherwise
              each branch has a copy of the context, in which the properties of its object are set;
              names that are no variables of the module are ignored. Its `onStart` is called with
              the object, or with the element and its index.
              """)
          .takes(PIPELINE, Branches.INITIAL)
          .events("any", "the same")
          .example(
              """
              pipy()

              .listen(8080)
                .fork('log')
                .replaceData(new Data('thanks\\n'))

              .pipeline('log')
                .print()
                .dummy()
              """)
          .makes(args -> {
            var branches = Branches.of(args, PIPELINE, true);
            return () -> new Fork(branches);
          });

  private final Branches made;
  private @Nullable List<Pipeline> branches;

  private Fork(Branches made) {
    this.made = made;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (branches == null) {
      branches = made.open(stage, _ -> Event::release);
    }
    for (var branch : branches) {
      branch.input(event.share());
    }
    stage.emit(event);
  }

  @Override
  public void drain(Stage stage) {
    if (branches != null) {
      branches.forEach(Pipeline::drain);
    }
  }

  @Override
  public void close() {
    if (branches != null) {
      branches.forEach(Pipeline::close);
    }
  }
}
