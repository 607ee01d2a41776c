package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;

/// Sends the stream through the first of several pipelines whose condition holds for the start of a
/// message.
public final class BranchMessageStart {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of(
              "branchMessageStart",
              FilterSpec.Category.FLOW,
              "Sends the stream through the first pipeline that is meant for its first message.")
          .described(
              """
              As `branch`, but the conditions are called with the MessageStart, and only at one.
              """)
          .takes(Branch.CONDITION, Branch.PIPELINE)
          .variadic()
          .events("any", "what the pipeline emits")
          .example(
              """
              pipy()

              .listen(8080)
                .demuxHTTP('request')

              .pipeline('request')
                .branchMessageStart(
                  start => start.head.path.startsWith('/api/'),
                  $=>$.replaceMessage(new Message('{"ok":true}')),
                  $=>$.replaceMessage(new Message('<h1>hello</h1>'))
                )
              """)
          .makes(args -> {
            var routes = Branch.routes(args);
            return () ->
                new FirstMatch(routes, event -> event instanceof Event.MessageStart ? event : null);
          });

  private BranchMessageStart() {}
}
