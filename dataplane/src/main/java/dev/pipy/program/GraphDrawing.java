package dev.pipy.program;

import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.HashMap;
import java.util.Map;

/// Goes through a graph as languages for drawings want it: a box for each pipeline around its
/// filters, then the arrows between boxes. Pipelines and filters are numbers from 0.
final class GraphDrawing {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final ProgramGraph graph;
  private final Notation notation;

  /// How a language says it.
  interface Notation {

    /// A box begins.
    ///
    /// @param label of two lines, as others are
    void open(int pipeline, String label);

    /// A filter in it.
    void node(int pipeline, int filter, String label);

    /// An arrow to the filter from the one before it, in the same box.
    void next(int pipeline, int filter);

    /// The box ends.
    void close();

    /// An arrow from a filter to the first one of another box.
    ///
    /// @param isFixed whether no function chooses
    void lead(int pipeline, int filter, int target, boolean isFixed);
  }

  GraphDrawing(ProgramGraph graph, Notation notation) {
    this.graph = graph;
    this.notation = notation;
    graph.pipelines().forEach(pipeline -> numbers.put(pipeline.id(), numbers.size()));
  }

  void draw() {
    for (int i = 0; i < graph.pipelines().size(); i++) {
      box(i, graph.pipelines().get(i));
    }
    for (int i = 0; i < graph.pipelines().size(); i++) {
      arrows(i, graph.pipelines().get(i));
    }
  }

  private void box(int number, Pipeline pipeline) {
    notation.open(number, pipeline.title() + "\n" + ProgramGraph.place(pipeline.location()));
    var filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      var filter = filters.get(i);
      notation.node(number, i, filter.call() + "\n" + ProgramGraph.place(filter.location()));
    }
    if (filters.isEmpty()) {
      notation.node(number, 0, "passes everything on");
    }
    for (int i = 1; i < filters.size(); i++) {
      notation.next(number, i);
    }
    notation.close();
  }

  private void arrows(int number, Pipeline pipeline) {
    var filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      for (var id : filters.get(i).leadsTo()) {
        var target = numbers.get(id);
        if (target != null) {
          notation.lead(number, i, target, filters.get(i).choice() == Choice.FIXED);
        }
      }
    }
  }
}
