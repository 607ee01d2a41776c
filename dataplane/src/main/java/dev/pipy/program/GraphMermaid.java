package dev.pipy.program;

/// Writes a graph as a flow chart of Mermaid, which Markdown viewers draw: a box for each pipeline
/// around its filters; dotted arrows where a function chooses.
public final class GraphMermaid {

  private GraphMermaid() {}

  /// The text of a whole chart.
  public static String of(ProgramGraph graph) {
    var text = new StringBuilder("flowchart LR\n");
    new GraphDrawing(graph, new Mermaid(text)).draw();
    return text.toString();
  }

  private record Mermaid(StringBuilder text) implements GraphDrawing.Notation {

    @Override
    public void open(int pipeline, String label) {
      text.append("  subgraph p%d[%s]\n".formatted(pipeline, quoted(label)));
    }

    @Override
    public void node(int pipeline, int filter, String label) {
      text.append("    p%d_%d[%s]\n".formatted(pipeline, filter, quoted(label)));
    }

    @Override
    public void next(int pipeline, int filter) {
      text.append("    p%d_%d --> p%d_%d\n".formatted(pipeline, filter - 1, pipeline, filter));
    }

    @Override
    public void close() {
      text.append("  end\n");
    }

    @Override
    public void lead(int pipeline, int filter, int target, boolean isFixed) {
      var arrow = isFixed ? "-->" : "-.->";
      text.append("  p%d_%d %s p%d_0\n".formatted(pipeline, filter, arrow, target));
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
