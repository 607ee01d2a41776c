package dev.pipy.program;

import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.HashMap;
import java.util.Map;

/// Writes a graph in the DOT language of Graphviz: a cluster for each pipeline, a box for each
/// filter; dashed arrows where a function chooses.
public final class GraphDot {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final ProgramGraph graph;
  private final StringBuilder text = new StringBuilder();

  private GraphDot(ProgramGraph graph) {
    this.graph = graph;
    graph.pipelines().forEach(pipeline -> numbers.put(pipeline.id(), numbers.size()));
  }

  /// The text of a whole file.
  ///
  /// @param title of the drawing
  public static String of(ProgramGraph graph, String title) {
    return new GraphDot(graph).write(title);
  }

  private String write(String title) {
    text.append("digraph ").append(quoted(title)).append(" {\n");
    text.append("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.append("  graph [fontname=\"sans-serif\"];\n");
    for (int i = 0; i < graph.pipelines().size(); i++) {
      cluster(i, graph.pipelines().get(i));
    }
    for (int i = 0; i < graph.pipelines().size(); i++) {
      var filters = graph.pipelines().get(i).filters();
      for (int j = 0; j < filters.size(); j++) {
        edges("p" + i + "_" + j, filters.get(j));
      }
    }
    return text.append("}\n").toString();
  }

  private void cluster(int number, Pipeline pipeline) {
    text.append("  subgraph cluster_").append(number).append(" {\n");
    text.append("    label=")
        .append(quoted(pipeline.title() + "\n" + ProgramGraph.place(pipeline.location())))
        .append(";\n");
    var filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      var filter = filters.get(i);
      node(number, i, filter.call() + "\n" + ProgramGraph.place(filter.location()));
    }
    if (filters.isEmpty()) {
      node(number, 0, "passes everything on");
    }
    for (int i = 1; i < filters.size(); i++) {
      text.append("    p%d_%d -> p%d_%d;\n".formatted(number, i - 1, number, i));
    }
    text.append("  }\n");
  }

  private void node(int pipeline, int filter, String label) {
    text.append("    p%d_%d [label=%s];\n".formatted(pipeline, filter, quoted(label)));
  }

  private void edges(String from, Filter filter) {
    var style = filter.choice() == Choice.FIXED ? "" : " [style=dashed]";
    for (var target : filter.leadsTo()) {
      var number = numbers.get(target);
      if (number != null) {
        text.append("  %s -> p%d_0%s;\n".formatted(from, number, style));
      }
    }
  }

  private static String quoted(String label) {
    var quoted = new StringBuilder("\"");
    label
        .codePoints()
        .forEach(letter -> {
          switch (letter) {
            case '"', '\\' -> quoted.append('\\').appendCodePoint(letter);
            case '\n' -> quoted.append("\\n");
            default -> quoted.appendCodePoint(Character.isISOControl(letter) ? '�' : letter);
          }
        });
    return quoted.append('"').toString();
  }
}
