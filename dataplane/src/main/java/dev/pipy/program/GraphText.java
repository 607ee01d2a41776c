package dev.pipy.program;

import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Draws a graph as trees of text, one for each listener and task, with the place of each filter.
///
/// ```text
/// listener :8000                         main.js:3:2
/// └─ demuxHTTP('request')                main.js:4:4
///    └─▶ pipeline request                main.js:6:2
///        └─ link('api', () => …)         main.js:7:4
///           └╌▶ pipeline api             main.js:9:2
/// ```
///
/// A pipeline is drawn once; where it is led to again stands only its title.
public final class GraphText {

  /// Columns that a line may have before its place.
  private static final int WIDEST = 72;

  private static final String LEGEND = "╌▶ a function decides for each stream";

  private final Notes notes;
  private final Map<String, Pipeline> pipelines = new HashMap<>();
  private final Set<String> drawn = new HashSet<>();
  private final List<Row> rows = new ArrayList<>();
  private boolean hasChoice;

  /// What stands behind lines, in place of where the thing is written.
  public interface Notes {

    /// Behind the title of a pipeline.
    String of(Pipeline pipeline);

    /// Behind a filter of it.
    ///
    /// @param index from 0
    String of(Pipeline pipeline, int index);
  }

  private record Row(String text, String place) {}

  private static final Notes PLACES =
      new Notes() {
        @Override
        public String of(Pipeline pipeline) {
          return ProgramGraph.place(pipeline.location());
        }

        @Override
        public String of(Pipeline pipeline, int index) {
          return ProgramGraph.place(pipeline.filters().get(index).location());
        }
      };

  private GraphText(ProgramGraph graph, Notes notes) {
    this.notes = notes;
    graph.pipelines().forEach(pipeline -> pipelines.put(pipeline.id(), pipeline));
    var ledTo = new HashSet<String>();
    graph.pipelines().stream()
        .flatMap(pipeline -> pipeline.filters().stream())
        .forEach(filter -> ledTo.addAll(filter.leadsTo()));
    for (var pipeline : graph.pipelines()) {
      if (!ledTo.contains(pipeline.id())) {
        drawRoot(pipeline);
      }
    }
    for (var pipeline : graph.pipelines()) {
      if (!drawn.contains(pipeline.id())) {
        drawRoot(pipeline); // no root leads there
      }
    }
  }

  /// The drawing, with a line break at the end of each line; empty for an empty graph.
  public static String of(ProgramGraph graph) {
    return of(graph, PLACES);
  }

  /// The drawing with other notes.
  public static String of(ProgramGraph graph, Notes notes) {
    var drawing = new GraphText(graph, notes);
    int width =
        drawing.rows.stream()
            .filter(row -> !row.place().isEmpty())
            .mapToInt(row -> row.text().length())
            .filter(length -> length <= WIDEST)
            .max()
            .orElse(0);
    var text = new StringBuilder();
    for (var row : drawing.rows) {
      text.append(row.text());
      if (!row.place().isEmpty()) {
        text.repeat(' ', Math.max(0, width - row.text().length()) + 2).append(row.place());
      }
      text.append('\n');
    }
    if (drawing.hasChoice) {
      text.append('\n').append(LEGEND).append('\n');
    }
    return text.toString();
  }

  private void drawRoot(Pipeline pipeline) {
    if (!rows.isEmpty()) {
      rows.add(new Row("", ""));
    }
    rows.add(row(pipeline.title(), pipeline));
    drawFilters(pipeline, "");
  }

  private void drawFilters(Pipeline pipeline, String indent) {
    drawn.add(pipeline.id());
    if (pipeline.filters().isEmpty()) {
      rows.add(new Row(indent + "└─ (passes everything on)", ""));
    }
    for (int i = 0; i < pipeline.filters().size(); i++) {
      var filter = pipeline.filters().get(i);
      boolean isLast = i == pipeline.filters().size() - 1;
      rows.add(
          new Row(
              clean(indent + (isLast ? "└─ " : "├─ ") + filter.call()),
              clean(notes.of(pipeline, i))));
      drawTargets(filter, indent + (isLast ? "   " : "│  "));
    }
  }

  private void drawTargets(Filter filter, String indent) {
    hasChoice |= filter.choice() != Choice.FIXED;
    if (filter.choice() == Choice.BY_NAME) {
      rows.add(new Row(indent + "└╌▶ the pipeline of this file that a function names", ""));
    }
    for (int i = 0; i < filter.leadsTo().size(); i++) {
      var target = pipelines.get(filter.leadsTo().get(i));
      if (target == null) {
        continue;
      }
      boolean isLast = i == filter.leadsTo().size() - 1;
      var arrow = (isLast ? "└" : "├") + (filter.choice() == Choice.FIXED ? "─▶ " : "╌▶ ");
      boolean isKnown = drawn.contains(target.id());
      rows.add(row(indent + arrow + target.title() + (isKnown ? " (see above)" : ""), target));
      if (!isKnown) {
        drawFilters(target, indent + (isLast ? "    " : "│   "));
      }
    }
  }

  private Row row(String text, Pipeline pipeline) {
    return new Row(clean(text), clean(notes.of(pipeline)));
  }

  /// Names come from scripts: nothing in them may steer a terminal.
  static String clean(String text) {
    return text.codePoints().anyMatch(Character::isISOControl)
        ? text.replaceAll("\\p{Cntrl}", "�")
        : text;
  }
}
