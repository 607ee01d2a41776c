package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.SourceLocation;
import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Kind;
import dev.pipy.program.ProgramGraph.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GraphDifferenceTest {

  private static SourceLocation at(int line) {
    return new SourceLocation("/main.js", line, 3);
  }

  private static Filter filter(String name, int line, String... arguments) {
    return new Filter(name, List.of(arguments), at(line), Choice.FIXED, List.of());
  }

  private static Filter leading(String name, int line, String... pipelines) {
    return new Filter(name, List.of(), at(line), Choice.FIXED, List.of(pipelines));
  }

  private static Pipeline listener(String address, Filter... filters) {
    return new Pipeline("listen:" + address, Kind.LISTENER, address, at(2), List.of(filters));
  }

  private static Pipeline named(String module, String name, Filter... filters) {
    return new Pipeline(
        module + ":" + name, Kind.NAMED, name, new SourceLocation(module, 5, 1), List.of(filters));
  }

  private static ProgramGraph graph(Pipeline... pipelines) {
    return new ProgramGraph(List.of(pipelines));
  }

  @Test
  void nothing_differs_from_itself_nor_from_what_only_moved() {
    // given
    var here = graph(listener("0.0.0.0:8000", filter("connect", 3, "'a:1'")));
    var moved = graph(listener("0.0.0.0:8000", filter("connect", 30, "'a:1'")));

    // then
    assertThat(GraphDifference.between(here, here)).isEmpty();
    assertThat(GraphDifference.between(here, moved)).isEmpty();
  }

  @Test
  void says_which_filters_came_and_went() {
    // given
    var before =
        graph(
            listener("0.0.0.0:8000", filter("connect", 3)),
            named("/plugins/auth.js", "request", filter("handleMessageStart", 9), filter("a", 10)));
    var after =
        graph(
            listener("0.0.0.0:8000", filter("connectTLS", 3), filter("connect", 4)),
            named("/plugins/auth.js", "request", filter("a", 10)));

    // then
    assertThat(GraphDifference.between(before, after))
        .containsExactly(
            "listener :8000 gains filter connectTLS (main.js:3)",
            "pipeline request loses filter handleMessageStart (main.js:9)");
  }

  @Test
  void says_which_listeners_and_pipelines_came_and_went() {
    // given
    var before = graph(listener("127.0.0.1:8000"), named("/a.js", "old"));
    var after = graph(listener("127.0.0.1:8001"), named("/a.js", "new"));

    // then
    assertThat(GraphDifference.between(before, after))
        .containsExactly(
            "listener 127.0.0.1:8001 is new (main.js:2)",
            "pipeline new is new (a.js:5)",
            "listener 127.0.0.1:8000 is gone (main.js:2)",
            "pipeline old is gone (a.js:5)");
  }

  @Test
  void says_what_is_called_in_another_way() {
    // given
    var before =
        graph(
            named(
                "/a.js", "request", filter("connect", 3, "'a:1'"), leading("chain", 4, "/b.js:x")),
            named("/b.js", "x"),
            named("/b.js", "y"));
    var after =
        graph(
            named(
                "/a.js", "request", filter("connect", 3, "'b:2'"), leading("chain", 4, "/b.js:y")),
            named("/b.js", "x"),
            named("/b.js", "y"));

    // then
    assertThat(GraphDifference.between(before, after))
        .containsExactly(
            "pipeline request: connect('a:1') becomes connect('b:2') (main.js:3)",
            "pipeline request: chain() now leads to pipeline y (main.js:4)");
  }

  @Test
  void tells_pipelines_of_one_name_apart() {
    // given
    var before = graph(named("/a.js", "request"), named("/b.js", "request"));
    var after = graph(named("/a.js", "request"), named("/b.js", "request", filter("dummy", 7)));

    // then
    assertThat(GraphDifference.between(before, after))
        .containsExactly("pipeline request of b.js gains filter dummy (main.js:7)");
  }

  @Test
  void is_bounded() {
    // given
    var many = new ArrayList<Pipeline>();
    IntStream.range(0, 2000).forEach(i -> many.add(named("/a.js", "p" + i)));
    var long1 = IntStream.range(0, 1500).mapToObj(i -> filter("a" + i, i)).toArray(Filter[]::new);
    var long2 = IntStream.range(0, 1500).mapToObj(i -> filter("b" + i, i)).toArray(Filter[]::new);

    // then
    assertThat(GraphDifference.between(ProgramGraph.EMPTY, new ProgramGraph(many)))
        .hasSize(GraphDifference.MOST_LINES)
        .last()
        .isEqualTo("and 1501 more changes");
    assertThat(
            GraphDifference.between(
                graph(named("/a.js", "x", long1)), graph(named("/a.js", "x", long2))))
        .containsExactly("pipeline x has other filters (a.js:5)");
  }
}
