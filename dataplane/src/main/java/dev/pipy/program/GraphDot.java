package dev.pipy.program;

/// Writes a graph in the DOT language of Graphviz: a cluster for each pipeline, a box for each
/// filter; dashed arrows where a function chooses.
public final class GraphDot {

  private GraphDot() {}

  /// The text of a whole file.
  ///
  /// @param title of the drawing
  public static String of(ProgramGraph graph, String title) {
    var text = new StringBuilder();
    text.append("digraph ").append(quoted(title)).append(" {\n");
    text.append("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.append("  graph [fontname=\"sans-serif\"];\n");
    new GraphDrawing(graph, new Dot(text)).draw();
    return text.append("}\n").toString();
  }

  private record Dot(StringBuilder text) implements GraphDrawing.Notation {

    @Override
    public void open(int pipeline, String label) {
      text.append("  subgraph cluster_%d {\n".formatted(pipeline));
      text.append("    label=%s;\n".formatted(quoted(label)));
    }

    @Override
    public void node(int pipeline, int filter, String label) {
      text.append("    p%d_%d [label=%s];\n".formatted(pipeline, filter, quoted(label)));
    }

    @Override
    public void next(int pipeline, int filter) {
      text.append("    p%d_%d -> p%d_%d;\n".formatted(pipeline, filter - 1, pipeline, filter));
    }

    @Override
    public void close() {
      text.append("  }\n");
    }

    @Override
    public void lead(int pipeline, int filter, int target, boolean isFixed) {
      var style = isFixed ? "" : " [style=dashed]";
      text.append("  p%d_%d -> p%d_0%s;\n".formatted(pipeline, filter, target, style));
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
