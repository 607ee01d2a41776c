package dev.pipy.program;

import dev.pipy.program.Inspection.TapPlace;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Kind;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where in a graph a tap stands.
///
/// @param positions numbers of filters that it stands before, from 0; that of the last one and 1
///   for the end
/// @param titles of the positions
record TapPoint(Pipeline pipeline, List<Integer> positions, List<String> titles) {

  private static final int MOST_NAMED = 20;

  /// Finds what a place means. Throws IllegalArgumentException whose message begins with the name
  /// of the parameter at fault.
  static TapPoint find(ProgramGraph graph, TapPlace place) {
    var pipeline = pipeline(graph, place.pipeline());
    int end = pipeline.filters().size();
    if (!place.after().isEmpty()) {
      int after = filter(pipeline, "after", place.after());
      if (!place.before().isEmpty() && filter(pipeline, "before", place.before()) != after + 1) {
        throw new IllegalArgumentException(
            "before: %s does not follow %s (expected: %s)"
                .formatted(
                    place.before(),
                    place.after(),
                    after + 1 == end ? "none" : pipeline.filters().get(after + 1).name()));
      }
      return at(pipeline, after + 1);
    }
    if (!place.before().isEmpty()) {
      return at(pipeline, filter(pipeline, "before", place.before()));
    }
    return end == 0
        ? new TapPoint(pipeline, List.of(0), List.of("through " + pipeline.title()))
        : new TapPoint(
            pipeline,
            List.of(0, end),
            List.of("into " + pipeline.title(), "out of " + pipeline.title()));
  }

  private static TapPoint at(Pipeline pipeline, int position) {
    var title =
        position == 0
            ? "before " + title(pipeline.filters().getFirst())
            : "after " + title(pipeline.filters().get(position - 1));
    return new TapPoint(pipeline, List.of(position), List.of(title));
  }

  private static String title(Filter filter) {
    return filter.name() + " (" + ProgramGraph.place(filter.location()) + ")";
  }

  private static Pipeline pipeline(ProgramGraph graph, String wanted) {
    if (graph.pipelines().isEmpty()) {
      throw new IllegalArgumentException("program: it has no pipelines");
    }
    if (wanted.isEmpty()) {
      return usual(graph);
    }
    var found =
        graph.pipelines().stream()
            .filter(pipeline -> pipeline.id().equals(wanted))
            .findFirst()
            .map(List::of)
            .orElseGet(() ->
                graph.pipelines().stream().filter(pipeline -> isCalled(pipeline, wanted)).toList());
    if (found.size() == 1) {
      return found.getFirst();
    }
    var others = found.isEmpty() ? graph.pipelines() : found;
    throw new IllegalArgumentException(
        "pipeline: %s %s (expected: %s)"
            .formatted(
                wanted,
                found.isEmpty() ? "is none" : "may be several",
                others.stream()
                    .limit(MOST_NAMED)
                    .map(Pipeline::id)
                    .collect(Collectors.joining(", "))));
  }

  private static boolean isCalled(Pipeline pipeline, String text) {
    return text.equals(pipeline.name())
        || text.equals(pipeline.title())
        || (pipeline.kind() == Kind.LISTENER
            && text.startsWith(":")
            && pipeline.name().endsWith(text));
  }

  /// Where whole requests come in.
  private static Pipeline usual(ProgramGraph graph) {
    var requests =
        graph.pipelines().stream()
            .flatMap(pipeline -> pipeline.filters().stream())
            .filter(filter -> filter.name().equals("demuxHTTP"))
            .flatMap(filter -> filter.leadsTo().stream())
            .toList();
    return graph.pipelines().stream()
        .filter(pipeline -> requests.contains(pipeline.id()))
        .findFirst()
        .orElse(graph.pipelines().getFirst());
  }

  private static int filter(Pipeline pipeline, String parameter, String wanted) {
    var found = new ArrayList<Integer>();
    int nth = 0;
    int hash = wanted.lastIndexOf('#');
    var name = hash < 0 ? wanted : wanted.substring(0, hash);
    var number = hash < 0 ? "" : wanted.substring(hash + 1);
    for (int i = 0; i < pipeline.filters().size(); i++) {
      var filter = pipeline.filters().get(i);
      boolean isNamed = filter.name().equals(name);
      nth += isNamed ? 1 : 0;
      if ((isNamed && (number.isEmpty() || number.equals(String.valueOf(nth))))
          || isAt(filter, wanted)) {
        found.add(i);
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    var names =
        pipeline.filters().stream()
            .limit(MOST_NAMED)
            .map(Filter::name)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        found.isEmpty()
            ? "%s: no %s in %s (expected: one of %s)"
                .formatted(parameter, wanted, pipeline.title(), names.isEmpty() ? "none" : names)
            : "%s: %d filters are %s in %s (expected: such as %s#2, or file:line)"
                .formatted(parameter, found.size(), wanted, pipeline.title(), name));
  }

  private static boolean isAt(Filter filter, String text) {
    var place = ProgramGraph.place(filter.location());
    return text.contains(":") && (place.equals(text) || place.startsWith(text + ":"));
  }
}
