package dev.pipy.filter.route;

import dev.pipy.filter.route.FirstMatch.Route;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.PipelineLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends the stream through another pipeline, or through the first of several whose condition
/// holds.
public final class Link {

  private static final Param<PipelineRef> PIPELINE =
      Param.required(
          "pipeline",
          ParamType.PIPELINE,
          "Where events go; `''` means straight on. Its output becomes the output of this filter.");

  private static final Param<Callback> CONDITION =
      Param.optional(
          "condition",
          ParamType.callback("() => any"),
          "Called without arguments; a truthy result chooses the pipeline before it. More pairs of a"
              + " pipeline and a condition may follow; a last pipeline without one always matches.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "link",
              FilterSpec.Category.FLOW,
              "Sends the stream through another pipeline, chosen by conditions.")
          .described(
              """
              Conditions are tried in order at each event until one holds; until then the events wait
              (1 MiB at most, then the stream ends with BufferOverflow) and are replayed afterwards.
              The choice is final for the stream. If the stream ends without a choice, what waited is
              dropped and the end goes on.

              With a single function, `.link(() => name)`, it is asked at each event until it returns
              the name of a pipeline of the module, `''`, or a `Swap`, where it then meets other
              streams as `swap` does.

              The pipeline shares the context of the stream.
              """)
          .takes(PIPELINE, CONDITION)
          .variadic()
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy({ _isApi: false })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .handleMessageStart(start => { _isApi = start.head.path.startsWith('/api/') })
                .link('api', () => _isApi, 'site')

              .pipeline('api')
                .replaceMessage(new Message('{"ok":true}'))

              .pipeline('site')
                .replaceMessage(new Message('<h1>hello</h1>'))
              """)
          .makes(args -> {
            if (args.positional().size() == 1
                && args.positional().getFirst() instanceof Callback function) {
              var byName = new NamedRoute(args.host(), function, args.linker().pipelinesByName());
              return () -> new FirstMatch(byName);
            }
            var routes = routes(args);
            return () -> new FirstMatch(routes);
          });

  private Link() {}

  private static List<Route> routes(Args args) {
    var arguments = args.positional();
    if (arguments.isEmpty()) {
      throw new ArgumentException("requires 1 or more arguments (missing: pipeline)");
    }
    var routes = new ArrayList<Route>();
    for (int i = 0; i < arguments.size(); i += 2) {
      boolean isLast = i + 1 == arguments.size();
      routes.add(
          new Route(
              isLast ? null : condition(i + 2, arguments.get(i + 1)),
              layout(i + 1, arguments.get(i), args)));
    }
    return List.copyOf(routes);
  }

  /// The layout of a pipeline that is given as an argument; null for `''`. Throws
  /// ArgumentException.
  static @Nullable PipelineLayout layout(int position, @Nullable Object argument, Args args) {
    var ref = argument == null ? null : ParamType.PIPELINE.read(argument);
    if (ref == null) {
      throw ArgumentException.expects(position, ParamType.PIPELINE.expectation());
    }
    return ref instanceof PipelineRef.Named(var name) && name.isEmpty()
        ? null
        : args.linker().pipeline(ref);
  }

  private static Callback condition(int position, @Nullable Object argument) {
    if (argument instanceof Callback condition) {
      return condition;
    }
    throw ArgumentException.expects(position, ParamType.FUNCTION.expectation());
  }
}
