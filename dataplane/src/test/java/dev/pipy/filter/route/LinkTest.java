package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.filter.message.HandleMessageStart;
import dev.pipy.filter.message.ReplaceData;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.pipeline.Rendezvous;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LinkTest {

  @Test
  void goes_where_it_is_told() {
    try (var bench = linked("a")) {
      bench.feed(start("m"), bench.data("1"), end(), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(m)", "data(from a)", "end", "streamEnd");
    }
  }

  @Test
  void goes_straight_on_for_the_empty_name() {
    try (var bench = linked("a", TestFunction.returning(false), "")) {
      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  @Test
  void goes_where_a_function_says() {
    try (var bench = linked(TestFunction.variable("name"))) {
      bench.feed(start("m"), bench.data("1"));
      assertThat(bench.output().events()).isEmpty();

      TestContext.set(bench.context(), "name", "b");
      bench.feed(end());

      assertThat(bench.output().events()).containsExactly("start(m)", "data(from b)", "end");
    }
    try (var bench = linked(TestFunction.returning(""))) {
      bench.feed(bench.data("1"));
      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  @Test
  void meets_other_streams_where_a_function_says() {
    var others = new RecordingOutput();
    try (var bench = linked(TestFunction.variable("point"))) {
      bench.feed(bench.data("early"));
      var other = bench.openAnother(others);
      TestContext.set(bench.context(), "point", new Rendezvous());
      bench.feed(bench.data("1"));
      TestContext.set(other.context(), "point", TestContext.get(bench.context(), "point"));

      bench.feed(other, bench.data("2"));
      bench.feed(bench.data("3"), streamEnd());

      assertThat(others.events()).containsExactly("data(early)", "data(1)", "data(3)", "streamEnd");
      assertThat(bench.output().events()).containsExactly("data(2)");
    }
  }

  @Test
  void a_script_has_streams_meet() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          ((room) => pipy().listen('127.0.0.1:$PORT').link(() => room))(new Swap())
          """);
      try (var one = new RawClient(plane.port());
          var other = new RawClient(plane.port())) {
        one.send("hello\n");
        other.send("there\n");
        assertThat(one.until("\n")).isEqualTo("there\n");
        assertThat(other.until("\n")).isEqualTo("hello\n");
      }
    }
  }

  @Test
  void ends_the_stream_when_a_function_names_no_pipeline() {
    for (var result : new Object[] {"nowhere", 5}) {
      try (var bench = linked(TestFunction.returning(result))) {
        bench.feed(bench.data("1"));
        assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      }
    }
  }

  @Test
  void lets_functions_lead_back_but_not_for_ever() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _count: 0 })
            .listen('127.0.0.1:$PORT')
            .link(() => 'again')
            .listen('127.0.0.1:$PORT2')
            .link(() => 'for ever')

            .pipeline('again')
            .handleData(() => { _count++ })
            .link(() => _count < 5 ? 'again' : 'answer')

            .pipeline('for ever')
            .link(() => 'for ever')

            .pipeline('answer')
            .replaceData(() => new Data(`${_count}`))
          """);
      try (var client = new RawClient(plane.port()).send("x").endOutput()) {
        assertThat(client.rest()).isEqualTo("5");
      }
      assertThat(RawClient.isReset(plane.port2(), "x")).isTrue();
    }
  }

  @Test
  void goes_where_a_function_says_one_turn_later() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _count: 0 })
            .listen('127.0.0.1:$PORT')
            .linkAsync(() => 'again')
            .listen('127.0.0.1:$PORT2')
            .linkAsync(() => 'for ever')
            .listen('127.0.0.1:$PORT3')
            .linkAsync(() => '')
            .replaceData(data => new Data('straight on: ' + data))

            .pipeline('again')
            .handleData(() => { _count++ })
            .linkAsync(() => _count < 5 ? 'again' : 'answer')

            .pipeline('for ever')
            .linkAsync(() => 'for ever')

            .pipeline('answer')
            .replaceData(() => new Data(`${_count}`))
          """);
      try (var client = new RawClient(plane.port()).send("x").endOutput()) {
        assertThat(client.rest()).isEqualTo("5");
      }
      try (var client = new RawClient(plane.port3()).send("x").endOutput()) {
        assertThat(client.rest()).isEqualTo("straight on: x");
      }
      assertThat(RawClient.isReset(plane.port2(), "x")).isTrue();
    }
  }

  @Test
  void replays_what_waited_once_a_condition_holds() {
    try (var bench = linked("a", TestFunction.variable("a"), "b", TestFunction.variable("b"))) {
      bench.feed(start("m"), bench.data(""), bench.data("1"));
      assertThat(bench.output().events()).isEmpty();

      TestContext.set(bench.context(), "b", true);
      bench.feed(end());
      TestContext.set(bench.context(), "a", true);
      bench.feed(bench.data("2"));

      assertThat(bench.output().events())
          .containsExactly("start(m)", "data()", "data(from b)", "end", "data(from b)");
    }
  }

  @Test
  void decides_by_what_a_filter_before_it_found_out() {
    try (var bench = new FilterBench()) {
      var linker = bench.linker();
      linker.define("a", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
      bench.build(
          linker.node(
              HandleMessageStart.SPEC,
              new TestFunction((context, _) -> {
                TestContext.set(context, "a", true);
                return null;
              })),
          linker.node(Link.SPEC, "a", TestFunction.variable("a"), ""));

      bench.feed(start("m"), bench.data("1"));

      assertThat(bench.output().events()).containsExactly("start(m)", "data(from a)");
    }
  }

  @Test
  void lets_the_end_pass_when_nothing_matched() {
    try (var bench = linked("a", TestFunction.returning(false))) {
      bench.feed(bench.data("1"), streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd");
    }
  }

  @Test
  void ends_the_stream_when_too_much_waits() {
    try (var bench = linked("a", TestFunction.returning(false))) {
      bench.feed(bench.data("x".repeat(1 << 20)));
      assertThat(bench.source().pauses()).isEqualTo(1);

      bench.feed(bench.data("more"), bench.data("and more"));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void ends_the_stream_when_a_condition_fails() {
    try (var bench = linked("a", TestFunction.failing())) {
      bench.feed(bench.data("1"), bench.data("2"));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void releases_what_waits_when_closed() {
    try (var bench = linked("a", TestFunction.returning(false))) {
      bench.feed(bench.data("1"), bench.data("2"));
      bench.pipeline().close();

      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void names_the_argument_that_it_cannot_take() {
    assertThatThrownBy(() -> linked("a", "b"))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("argument #2 expects a function");
    assertThatThrownBy(() -> linked("a", TestFunction.returning(1), 3))
        .hasMessage("argument #3 expects the name of a pipeline");
    assertThatThrownBy(() -> linked("missing")).hasMessage("pipeline not found: missing");
    assertThatThrownBy(() -> linked()).hasMessageStartingWith("requires 1 or more arguments");
  }

  private static FilterBench linked(@Nullable Object... arguments) {
    var bench = new FilterBench();
    var linker = bench.linker();
    linker.define("a", linker.node(ReplaceData.SPEC, Bytes.of("from a")));
    linker.define("b", linker.node(ReplaceData.SPEC, Bytes.of("from b")));
    return bench.build(linker.node(Link.SPEC, arguments));
  }
}
