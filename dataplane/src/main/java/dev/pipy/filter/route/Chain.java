package dev.pipy.filter.route;

import dev.pipy.filter.route.FirstMatch.Route;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.PipelineLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends the stream through the entrance pipelines of modules, one inside another.
public final class Chain {

  private static final Param<List<String>> FILES =
      Param.optional(
          "files",
          ParamType.MODULES,
          "Paths of the modules inside the codebase, outermost first. Inside a chained module it is"
              + " left out.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "chain",
              FilterSpec.Category.FLOW,
              "Sends the stream through the entrance pipelines of modules, one inside another.")
          .described(
              """
              With files, the stream goes through the entrance (the `.pipeline()` without a name) of
              the first module. There, `chain()` continues with the next module; behind the last one,
              and outside of a chain, it lets events straight through. So a module decides whether the
              later ones run, and its filters behind `chain()` see what comes back from them.

              All pipelines share the context of the stream.
              """)
          .takes(FILES)
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .chain()
                .replaceMessage(new Message('no module answered\\n'))
              """)
          .makes(args -> {
            var routes = List.of(new Route(null, layout(args)));
            return () -> new FirstMatch(routes);
          });

  private Chain() {}

  private static @Nullable PipelineLayout layout(Args args) {
    var files = args.find(FILES);
    if (files == null) {
      return args.linker().chainNext();
    }
    return files.isEmpty() ? null : args.linker().chain(files);
  }
}
