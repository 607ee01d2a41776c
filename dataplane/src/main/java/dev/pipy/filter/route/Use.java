package dev.pipy.filter.route;

import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.FilterFactory;
import java.util.ArrayList;
import java.util.List;

/// Sends the stream through pipelines of other modules.
public final class Use {

  private static final Param<List<String>> FILES =
      Param.required(
          "files",
          ParamType.MODULES,
          "Paths of modules inside the codebase: one, which must have the pipeline, or an array, of"
              + " which those that have it are used.");

  private static final Param<String> REQUEST =
      Param.withDefault(
          "pipeline",
          ParamType.STRING,
          "",
          "''",
          "Name of the pipeline that events go through, module after module; the entrance (the"
              + " `.pipeline()` without a name) if it is left out.");

  private static final Param<String> RESPONSE =
      Param.optional(
          "response",
          ParamType.STRING,
          "Name of the pipeline that events go through on the way back, in reverse order.");

  private static final Param<Callback> TURN_DOWN =
      Param.optional(
          "turnDown",
          ParamType.callback("() => any"),
          "Asked once per stream and module, when the first event reaches it: a truthy result turns"
              + " events back there, skipping that module and all later ones.");

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "use",
              FilterSpec.Category.FLOW,
              "Sends the stream through pipelines of other modules.")
          .described(
              """
              An array composes plugins. With two names, events go through the request pipeline of
              each module in order and then through the response pipelines backwards:

              ```text
              input --> request 1 --> request 2 --> ... --> request n --+
                                                                        |
              output <-- response 1 <-- response 2 <-- ... <-- response n
              ```

              A plugin answers by setting a variable that `turnDown` looks at, and emitting the answer:
              later plugins are skipped, its own response pipeline and those before it still run.

              All pipelines share the context of the stream; each module sees its own variables in it.
              Modules are loaded with the script that uses them, each once.
              """)
          .takes(FILES, REQUEST, RESPONSE, TURN_DOWN)
          .events("any", "what the pipelines emit")
          .example(
              """
              pipy({ _isAnswered: false })

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .use([], 'request', 'response', () => _isAnswered)
                .replaceMessage(new Message('no plugin answered\\n'))
              """)
          .makes(Use::link);

  private Use() {}

  private static FilterFactory link(Args args) {
    var files = args.get(FILES);
    var request = args.get(REQUEST);
    var response = args.find(RESPONSE);
    var turnDown = args.find(TURN_DOWN);
    boolean isRequired = args.positional().getFirst() instanceof String;
    var modules = new ArrayList<PluginPath.Module>();
    for (var file : files) {
      var there = args.linker().pipelineOf(file, request);
      if (there == null && isRequired) {
        throw new ArgumentException("pipeline not found in module " + file + ": " + request);
      }
      var back = response == null ? null : args.linker().pipelineOf(file, response);
      if (there != null || back != null) {
        modules.add(new PluginPath.Module(there, back));
      }
    }
    var linked = List.copyOf(modules);
    return () -> new PluginPath(linked, turnDown);
  }
}
