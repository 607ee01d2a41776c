package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Linker.ContextAssignment;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.UnusableResult;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import dev.pipy.pipeline.StreamContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives copies of all events to side branches.
public final class Fork implements Filter {

  private static final String EXPECTATION = "an object, or an array with one object per branch";

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline", ParamType.PIPELINE, "What each branch runs; its output is dropped.");

  private static final Param<Dynamic> INITIAL =
      Param.optional(
          "init",
          new ParamType<>(
              "object | array | function",
              EXPECTATION + ", or a function",
              "",
              value -> value instanceof Callback || isInitial(value) ? Dynamic.of(value) : null),
          "Variables of the module to set in a branch: an object for one branch, an array for one"
              + " branch per element, or a function that returns either when the stream starts.");

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
          .takes(PIPELINE, INITIAL)
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
            var layout = args.pipeline(PIPELINE);
            var initial = args.find(INITIAL);
            var assignment = args.linker().assignment();
            return () -> new Fork(layout, initial, assignment);
          });

  private final PipelineLayout layout;
  private final @Nullable Dynamic initial;
  private final ContextAssignment assignment;
  private @Nullable List<Pipeline> branches;

  private Fork(PipelineLayout layout, @Nullable Dynamic initial, ContextAssignment assignment) {
    this.layout = layout;
    this.initial = initial;
    this.assignment = assignment;
  }

  @Override
  public void handle(Event event, Stage stage) {
    if (branches == null) {
      branches = open(stage);
    }
    for (var branch : branches) {
      branch.input(copy(event));
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

  private List<Pipeline> open(Stage stage) {
    var context = stage.context();
    if (initial == null) {
      return List.of(layout.open(context, Event::release));
    }
    var values = initial.get(context);
    if (!isInitial(values)) {
      throw UnusableResult.report(stage, values, EXPECTATION);
    }
    if (!(values instanceof List<?> elements)) {
      var branch = branch(context, values);
      branch.start(values);
      return List.of(branch);
    }
    var opened = new ArrayList<Pipeline>();
    for (var element : elements) {
      var branch = branch(context, element);
      branch.start(element, opened.size());
      opened.add(branch);
    }
    return opened;
  }

  private Pipeline branch(StreamContext context, @Nullable Object variables) {
    var own = context.copy();
    if (variables instanceof ScriptObject object) {
      assignment.assign(own, object.properties());
    }
    return layout.open(own, Event::release);
  }

  private static boolean isInitial(@Nullable Object value) {
    return value instanceof ScriptObject || value instanceof List;
  }

  private static Event copy(Event event) {
    return event instanceof Event.Data data
        ? new Event.Data(data.bytes().retainedDuplicate())
        : event;
  }
}
