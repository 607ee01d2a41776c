package dev.pipy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Filter;
import dev.pipy.program.ProgramGraph.Kind;
import dev.pipy.program.ProgramGraph.Pipeline;
import dev.pipy.testing.RunningDataPlane;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProgramGraphTest {

  private static final String PROXY =
      """
      pipy({ _target: '' })

      .listen(8000)
        .demuxHTTP('request')

      .task('5s')
        .dummy()

      .pipeline('request')
        .use(['a.js', 'b.js'], 'request')
        .handleMessageStart(() => _target = 'secret')
        .link('api', () => _target, 'site')

      .pipeline('api')
        .muxHTTP('connection', () => _target, { maxMessages: 100, maxIdle: '10s' })

      .pipeline('site')
        .fork().to($=>$.print().dummy())
        .replaceMessage(new Message('secret'))

      .pipeline('connection')
        .connect('user:password@127.0.0.1:8080')
      """;

  private static final Map<String, String> FILES =
      Map.of(
          "main.js",
          PROXY,
          "a.js",
          "pipy().pipeline('request').replaceMessageEnd()",
          "b.js",
          "pipy().pipeline('other').dummy().pipeline('request').chain(['c.js', 'd.js'])",
          "c.js",
          "pipy().pipeline().print().chain()",
          "d.js",
          "pipy().pipeline().dummy()");

  private static final RunningDataPlane PLANE = new RunningDataPlane(2);

  @AfterAll
  static void stop() {
    PLANE.close();
  }

  static ProgramGraph graph(Map<String, String> files) {
    var contents =
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    file -> file.getKey(),
                    file -> file.getValue().getBytes(StandardCharsets.UTF_8)));
    var activation =
        new Activation(
            "shown", 1, new FileMapCodebase(contents), "/main.js", Duration.ofSeconds(1));
    try {
      return PLANE.dataPlane().graph(activation);
    } catch (CodebaseException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Pipeline pipeline(ProgramGraph graph, String id) {
    return graph.pipelines().stream()
        .filter(pipeline -> pipeline.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + graph));
  }

  private static Filter filter(ProgramGraph graph, String id, String name) {
    return pipeline(graph, id).filters().stream()
        .filter(filter -> filter.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shows_what_leads_where_and_where_it_is_written() {
    // when
    var graph = graph(FILES);

    // then
    var listener = pipeline(graph, "listen:0.0.0.0:8000");
    assertThat(listener.kind()).isEqualTo(Kind.LISTENER);
    assertThat(listener.title()).isEqualTo("listener :8000");
    assertThat(listener.location()).hasToString("/main.js:3:2");
    assertThat(filter(graph, listener.id(), "demuxHTTP").leadsTo())
        .containsExactly("/main.js:request");
    assertThat(filter(graph, listener.id(), "demuxHTTP").location()).hasToString("/main.js:4:4");
    assertThat(pipeline(graph, "task:/main.js:1").title()).isEqualTo("task every 5 s");
    assertThat(filter(graph, "/main.js:request", "use").leadsTo())
        .containsExactly("/a.js:request", "/b.js:request");
    assertThat(filter(graph, "/main.js:site", "fork").leadsTo())
        .containsExactly("/main.js:site/fork1.1");
    assertThat(pipeline(graph, "/main.js:site/fork1.1").filters())
        .extracting(Filter::name)
        .containsExactly("print", "dummy");
  }

  @Test
  void tells_what_functions_choose() {
    // when
    var graph = graph(FILES);
    var byName =
        graph(Map.of("main.js", "pipy().listen(8000).link(() => 'a').pipeline('a').dummy()"));

    // then
    var link = filter(graph, "/main.js:request", "link");
    assertThat(link.choice()).isEqualTo(Choice.BY_CONDITION);
    assertThat(link.leadsTo()).containsExactly("/main.js:api", "/main.js:site");
    assertThat(filter(graph, "/main.js:api", "muxHTTP").choice()).isEqualTo(Choice.FIXED);
    assertThat(filter(byName, "listen:0.0.0.0:8000", "link").choice()).isEqualTo(Choice.BY_NAME);
  }

  @Test
  void follows_chains_through_modules() {
    // when
    var graph = graph(FILES);

    // then
    assertThat(filter(graph, "/b.js:request", "chain").leadsTo()).containsExactly("/c.js:");
    assertThat(filter(graph, "/c.js:", "chain").leadsTo()).containsExactly("/d.js:");
    assertThat(pipeline(graph, "/d.js:").title()).isEqualTo("entrance of d.js");
  }

  @Test
  void shows_arguments_without_what_may_be_secret() {
    // when
    var graph = graph(FILES);

    // then
    assertThat(filter(graph, "/main.js:request", "link").call())
        .isEqualTo("link('api', () => …, 'site')");
    assertThat(filter(graph, "/main.js:api", "muxHTTP").call())
        .isEqualTo("muxHTTP('connection', () => …, { maxIdle: '10s', maxMessages: 100 })");
    assertThat(filter(graph, "/main.js:connection", "connect").call())
        .isEqualTo("connect('…@127.0.0.1:8080')");
    assertThat(GraphText.of(graph) + GraphDot.of(graph, "x") + GraphMermaid.of(graph))
        .doesNotContain("secret")
        .doesNotContain("password");
  }

  @Test
  void is_drawn_as_text() {
    // given
    var graph =
        graph(
            Map.of(
                "main.js",
                """
                pipy()

                .listen('127.0.0.1:8000')
                  .demuxHTTP('request')

                .pipeline('request')
                  .branch(() => true, $=>$.link('end'), 'end')

                .pipeline('end')

                .pipeline('unused')
                  .link(() => 'end')
                """));

    // then
    assertThat(GraphText.of(graph))
        .isEqualTo(
            """
            listener 127.0.0.1:8000                  main.js:3:2
            └─ demuxHTTP('request')                  main.js:4:4
               └─▶ pipeline request                  main.js:6:2
                   └─ branch(() => …, $=>$…, 'end')  main.js:7:4
                      ├╌▶ pipeline in place          main.js:7:4
                      │   └─ link('end')             main.js:7:28
                      │      └─▶ pipeline end        main.js:9:2
                      │          └─ (passes everything on)
                      └╌▶ pipeline end (see above)   main.js:9:2

            pipeline unused                          main.js:11:2
            └─ link(() => …)                         main.js:12:4
               └╌▶ the pipeline of this file that a function names

            ╌▶ a function decides for each stream
            """);
  }

  @Test
  void is_written_as_dot_and_mermaid_whatever_the_names_hold() {
    // given
    var script =
        """
        pipy().listen(8000).link('a"];\\n<b>')
          .pipeline('a"];\\n<b>').link('end').pipeline('end')
        """;

    // when
    var graph = graph(Map.of("main.js", script));

    // then
    assertThat(GraphDot.of(graph, "my \"proxy\""))
        .startsWith("digraph \"my \\\"proxy\\\"\" {\n")
        .contains("label=\"pipeline a\\\"];\\n<b>\\nmain.js:2:4\";")
        .contains("  p0_0 -> p1_0;\n")
        .endsWith("}\n");
    assertThat(GraphMermaid.of(graph))
        .contains("subgraph p1[\"pipeline a#34;]#59;<br/>#60;b#62;<br/>main.js:2:4\"]")
        .contains("  p0_0 --> p1_0\n");
    assertThat(GraphText.of(graph)).contains("pipeline a\"];�<b>");
  }

  @Test
  void is_there_for_what_runs() throws Exception {
    // given
    PLANE.activate("pipy().listen('127.0.0.1:$PORT').dummy()");

    // when
    var running = Objects.requireNonNull(PLANE.dataPlane().graph("main"));

    // then
    assertThat(running.pipelines())
        .extracting(Pipeline::id)
        .containsExactly("listen:127.0.0.1:" + PLANE.port());
    assertThat(PLANE.dataPlane().graph("none")).isNull();
  }

  @Test
  void needs_no_port() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // when
      var script = "pipy().listen('127.0.0.1:" + taken.getLocalPort() + "').dummy()";

      // then
      assertThat(graph(Map.of("main.js", script)).pipelines()).hasSize(1);
    }
  }

  @Test
  void is_refused_for_a_codebase_that_cannot_run() {
    // given
    var codebase =
        new FileMapCodebase(
            Map.of("main.js", "pipy().listen(8000).nothing()".getBytes(StandardCharsets.UTF_8)));

    // then
    assertThatThrownBy(() ->
            PLANE
                .dataPlane()
                .graph(new Activation("x", 1, codebase, "/main.js", Duration.ofSeconds(1))))
        .isInstanceOf(CodebaseException.class);
  }
}
