package dev.pipy.program;

import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Kind;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Says in words what distinguishes two graphs: listeners, tasks and pipelines that came or went,
/// and filters that a pipeline gained or lost, or that are called in another way. What functions do
/// is not looked at; the texts of the files show that.
public final class GraphDifference {

  /// Lines at most; a last one says that there are more.
  public static final int MOST_LINES = 500;

  /// Pairs of filters that are compared within one pipeline at most.
  private static final long MOST_PAIRS = 1_000_000;

  private final Map<String, Pipeline> before;
  private final Map<String, Pipeline> after;
  private final Set<String> ambiguous;
  private final List<String> lines = new ArrayList<>();

  private GraphDifference(ProgramGraph before, ProgramGraph after) {
    this.before = byId(before);
    this.after = byId(after);
    this.ambiguous = new HashSet<>(ambiguous(before));
    ambiguous.addAll(ambiguous(after));
  }

  /// What changes from one to the other, such as "listener :8000 gains filter connectTLS
  /// (main.js:7)"; empty if nothing does. In the order of `after`; what went comes last.
  public static List<String> between(ProgramGraph before, ProgramGraph after) {
    var difference = new GraphDifference(before, after);
    difference.compare();
    var lines = difference.lines;
    if (lines.size() <= MOST_LINES) {
      return List.copyOf(lines);
    }
    var first = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
    first.add("and " + (lines.size() - first.size()) + " more changes");
    return List.copyOf(first);
  }

  private void say(String change) {
    lines.add(GraphText.clean(change));
  }

  private void compare() {
    after.forEach((id, pipeline) -> {
      var old = before.get(id);
      if (old != null) {
        compareFilters(old, pipeline);
      } else if (pipeline.kind() != Kind.INLINE) {
        say(title(pipeline) + " is new " + at(pipeline));
      }
    });
    before.forEach((id, pipeline) -> {
      if (!after.containsKey(id) && pipeline.kind() != Kind.INLINE) {
        say(title(pipeline) + " is gone " + at(pipeline));
      }
    });
  }

  private void compareFilters(Pipeline old, Pipeline now) {
    var from = old.filters();
    var to = now.filters();
    if ((long) from.size() * to.size() > MOST_PAIRS) {
      if (!from.equals(to)) {
        say(title(now) + " has other filters " + at(now));
      }
      return;
    }
    var common = commonTails(from, to);
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (i < from.size() && j < to.size() && isSame(from.get(i), to.get(j))) {
        compareCalls(now, from.get(i++), to.get(j++));
      } else if (j < to.size() && (i == from.size() || common[i][j + 1] >= common[i + 1][j])) {
        say(title(now) + " gains filter " + to.get(j).name() + " " + at(to.get(j++)));
      } else {
        say(title(now) + " loses filter " + from.get(i).name() + " " + at(from.get(i++)));
      }
    }
  }

  /// How many filters the rests from each pair of positions have in common, in order.
  private static int[][] commonTails(List<Filter> from, List<Filter> to) {
    var common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            isSame(from.get(i), to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static boolean isSame(Filter one, Filter other) {
    return one.name().equals(other.name());
  }

  private void compareCalls(Pipeline pipeline, Filter old, Filter now) {
    if (!old.arguments().equals(now.arguments())) {
      say("%s: %s becomes %s %s".formatted(title(pipeline), old.call(), now.call(), at(now)));
      return;
    }
    var ways = named(now, after);
    if (!named(old, before).equals(ways)) {
      say(
          "%s: %s now leads to %s %s"
              .formatted(title(pipeline), now.call(), ways.isEmpty() ? "nothing" : ways, at(now)));
    }
  }

  private String named(Filter filter, Map<String, Pipeline> pipelines) {
    return filter.leadsTo().stream()
        .map(pipelines::get)
        .filter(target -> target != null && target.kind() != Kind.INLINE)
        .map(this::title)
        .collect(Collectors.joining(", "));
  }

  private String title(Pipeline pipeline) {
    return pipeline.kind() == Kind.NAMED && ambiguous.contains(pipeline.name())
        ? pipeline.title() + " of " + pipeline.module()
        : pipeline.title();
  }

  private static String at(Pipeline pipeline) {
    return "(" + pipeline.module() + ":" + pipeline.location().line() + ")";
  }

  private static String at(Filter filter) {
    var path = filter.location().path();
    return "("
        + path.substring(path.startsWith("/") ? 1 : 0)
        + ":"
        + filter.location().line()
        + ")";
  }

  private static Map<String, Pipeline> byId(ProgramGraph graph) {
    var pipelines = new LinkedHashMap<String, Pipeline>();
    graph.pipelines().forEach(pipeline -> pipelines.put(pipeline.id(), pipeline));
    return pipelines;
  }

  /// Names that more than one module uses.
  private static Set<String> ambiguous(ProgramGraph graph) {
    var seen = new HashSet<String>();
    return graph.pipelines().stream()
        .filter(pipeline -> pipeline.kind() == Kind.NAMED)
        .map(Pipeline::name)
        .filter(name -> !seen.add(name))
        .collect(Collectors.toSet());
  }
}
