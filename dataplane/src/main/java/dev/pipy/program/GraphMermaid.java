package dev.pipy.program;

import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.HashMap;
import java.util.Map;

/// Writes a graph as a flow chart of Mermaid, which Markdown viewers draw: a box for each pipeline
/// around its filters; dotted arrows where a function chooses.
public final class GraphMermaid {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final ProgramGraph graph;
  private final StringBuilder text = new StringBuilder();

  private GraphMermaid(ProgramGraph graph) {
    this.graph = graph;
    graph.pipelines().forEach(pipeline -> numbers.put(pipeline.id(), numbers.size()));
  }

  /// The text of a whole chart.
  public static String of(ProgramGraph graph) {
    return new GraphMermaid(graph).write();
  }

  private String write() {
    text.append("flowchart LR\n");
    for (int i = 0; i < graph.pipelines().size(); i++) {
      box(i, graph.pipelines().get(i));
    }
    for (int i = 0; i < graph.pipelines().size(); i++) {
      var filters = graph.pipelines().get(i).filters();
      for (int j = 0; j < filters.size(); j++) {
        arrows("p" + i + "_" + j, filters.get(j));
      }
    }
    return text.toString();
  }

  private void box(int number, Pipeline pipeline) {
    var title = pipeline.title() + "\n" + ProgramGraph.place(pipeline.location());
    text.append("  subgraph p%d[%s]\n".formatted(number, quoted(title)));
    var filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      var filter = filters.get(i);
      node(number, i, filter.call() + "\n" + ProgramGraph.place(filter.location()));
    }
    if (filters.isEmpty()) {
      node(number, 0, "passes everything on");
    }
    for (int i = 1; i < filters.size(); i++) {
      text.append("    p%d_%d --> p%d_%d\n".formatted(number, i - 1, number, i));
    }
    text.append("  end\n");
  }

  private void node(int pipeline, int filter, String label) {
    text.append("    p%d_%d[%s]\n".formatted(pipeline, filter, quoted(label)));
  }

  private void arrows(String from, Filter filter) {
    var arrow = filter.choice() == Choice.FIXED ? "-->" : "-.->";
    for (var target : filter.leadsTo()) {
      var number = numbers.get(target);
      if (number != null) {
        text.append("  %s %s p%d_0\n".formatted(from, arrow, number));
      }
    }
  }

  /// Labels may hold any character as a numbered entity.
  private static String quoted(String label) {
    var quoted = new StringBuilder("\"");
    label
        .codePoints()
        .forEach(letter -> {
          switch (letter) {
            case '"', '#', '&', '<', '>', ';', '`', '\\' ->
                quoted.append('#').append(letter).append(';');
            case '\n' -> quoted.append("<br/>");
            default -> quoted.appendCodePoint(Character.isISOControl(letter) ? '�' : letter);
          }
        });
    return quoted.append('"').toString();
  }
}
