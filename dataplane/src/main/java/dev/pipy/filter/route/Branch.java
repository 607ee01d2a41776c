package dev.pipy.filter.route;

import dev.pipy.filter.route.FirstMatch.Route;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.Truth;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.PipelineLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends the stream through the first of several pipelines whose condition holds.
public final class Branch {

  static final Param<Dynamic> CONDITION =
      Param.required(
          "condition",
          ParamType.ANY,
          "A function that is called without arguments; a truthy result chooses the pipeline behind"
              + " it. A value that is no function is looked at once, when the script is loaded.");

  static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.INLINE_PIPELINE,
          "Where events go: a name, or `$=>$...`. More pairs may follow; a last pipeline without a"
              + " condition always matches.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "branch",
              FilterSpec.Category.FLOW,
              "Sends the stream through the first pipeline whose condition holds.")
          .described(
              """
              Conditions are tried in order at each event until one holds; until then the events wait
              (1 MiB at most, then the stream ends with BufferOverflow) and are replayed afterwards.
              The choice is final for the stream. If the stream ends without a choice, what waited is
              dropped and the end goes on.

              The pipeline shares the context of the stream.

              If no condition is a function, the choice is made once, while the script is loaded: the
              chosen `$=>$...` goes on with the pipeline at hand, and may begin others; a name stands
              for that pipeline; with nothing chosen there is no filter.
              """)
          .takes(CONDITION, PIPELINE)
          .variadic()
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy({ _isApi: false })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handleMessageStart(start => { _isApi = start.head.path.startsWith('/api/') })
                .branch(
                  () => _isApi, $=>$.replaceMessage(new Message('{"ok":true}')),
                  $=>$.replaceMessage(new Message('<h1>hello</h1>'))
                )
              """)
          .makes(args -> {
            var routes = routes(args);
            return () -> new FirstMatch(routes);
          });

  private Branch() {}

  /// What a call of `branch` chooses while the script is loaded, because no condition is a
  /// function: the argument behind the first truthy one, or a last one without a condition. Null
  /// for nothing, and if conditions are to be tried later.
  public static @Nullable Object chosenAtOnce(List<@Nullable Object> arguments) {
    int pairs = arguments.size() / 2;
    for (int i = 0; i < pairs; i++) {
      if (arguments.get(2 * i) instanceof Callback) {
        return null;
      }
    }
    for (int i = 0; i < pairs; i++) {
      if (Truth.of(arguments.get(2 * i))) {
        return arguments.get(2 * i + 1);
      }
    }
    return pairs > 0 && arguments.size() % 2 == 1 ? arguments.getLast() : null;
  }

  /// What pairs of conditions and pipelines stand for.
  static List<Route> routes(Args args) {
    var arguments = args.positional();
    if (arguments.size() < 2) {
      throw new ArgumentException("requires 2 or more arguments (missing: pipeline)");
    }
    boolean isDynamic = false;
    var routes = new ArrayList<Route>();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        routes.add(new Route(null, layout(i + 1, arguments.get(i), args)));
      } else if (arguments.get(i) instanceof Callback condition) {
        isDynamic = true;
        routes.add(new Route(condition, layout(i + 2, arguments.get(i + 1), args)));
      } else if (Truth.of(arguments.get(i))) {
        routes.add(new Route(null, layout(i + 2, arguments.get(i + 1), args)));
      }
    }
    if (!isDynamic) {
      routes.add(new Route(null, null));
    }
    return List.copyOf(routes);
  }

  private static PipelineLayout layout(int position, @Nullable Object argument, Args args) {
    var ref = argument == null ? null : ParamType.INLINE_PIPELINE.read(argument);
    if (ref == null) {
      throw ArgumentException.expects(position, ParamType.INLINE_PIPELINE.expectation());
    }
    return args.linker().pipeline(ref);
  }
}
