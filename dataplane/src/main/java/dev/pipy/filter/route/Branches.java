package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.Linker.ContextAssignment;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.pipeline.Stage;
import dev.pipy.pipeline.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The side branches of a call of `fork` and its like: which there are, and what they begin with.
///
/// @param layout what each branch runs
/// @param initial null for one branch without variables of its own
/// @param sharesContext whether that one shares the context of the stream
record Branches(
    PipelineLayout layout,
    @Nullable Dynamic initial,
    ContextAssignment assignment,
    boolean sharesContext) {

  static final Param<Dynamic> INITIAL =
      Param.optional(
          "init",
          new ParamType<>(
              "any", "an object, an array, a function, or any other value", "", Dynamic::of),
          "Variables of the module to set in a branch: an object for one branch, an array for one"
              + " branch per element, or a function that returns either when the stream starts. With"
              + " any other value there is one branch with the variables of the stream itself; its"
              + " `onStart` gets the value.");

  /// The branches that a call asks for.
  static Branches of(Args args, Param<PipelineRef> pipeline, boolean sharesContext) {
    return new Branches(
        args.pipeline(pipeline), args.find(INITIAL), args.linker().assignment(), sharesContext);
  }

  /// Opens all branches for a stream. Throws [dev.pipy.pipeline.CallFailure].
  ///
  /// @param outputs where a branch's output goes, by the branch's index from 0
  List<Pipeline> open(Stage stage, IntFunction<Output> outputs) {
    var context = stage.context();
    if (initial == null) {
      var own = sharesContext ? context : context.copy();
      return List.of(layout.open(own, outputs.apply(0)::accept));
    }
    var values = initial.get(context);
    if (!isInitial(values)) {
      var branch = layout.open(context, outputs.apply(0)::accept);
      branch.start(values);
      return List.of(branch);
    }
    if (!(values instanceof List<?> elements)) {
      var branch = branch(context, values, outputs.apply(0));
      branch.start(values);
      return List.of(branch);
    }
    var opened = new ArrayList<Pipeline>();
    for (var element : elements) {
      var branch = branch(context, element, outputs.apply(opened.size()));
      branch.start(element, opened.size());
      opened.add(branch);
    }
    return opened;
  }

  /// Takes over what a branch puts out.
  @FunctionalInterface
  interface Output {
    void accept(Event event);
  }

  private Pipeline branch(StreamContext context, @Nullable Object variables, Output output) {
    var own = context.copy();
    if (variables instanceof ScriptObject object) {
      assignment.assign(own, object.properties());
    }
    return layout.open(own, output::accept);
  }

  private static boolean isInitial(@Nullable Object value) {
    return value instanceof ScriptObject || value instanceof List;
  }
}
