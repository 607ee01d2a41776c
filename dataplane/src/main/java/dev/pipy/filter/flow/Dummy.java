package dev.pipy.filter.flow;

import dev.pipy.event.Event;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.pipeline.Filter;
import dev.pipy.pipeline.Stage;

/// Swallows every event.
public final class Dummy implements Filter {

  /// The declaration.
  public static final FilterSpec SPEC =
      FilterSpec.of("dummy", FilterSpec.Category.FLOW, "Swallows every event, also StreamEnd.")
          .described("Nothing comes out. A connection that ends here stays open until it is idle.")
          .events("any", "none")
          .example(
              """
              pipy()

              .listen(8080)
                .print()
                .dummy()
              """)
          .makes(_ -> {
            var filter = new Dummy();
            return () -> filter;
          });

  private Dummy() {}

  @Override
  public void handle(Event event, Stage stage) {
    event.release();
  }
}
