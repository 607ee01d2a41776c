package dev.pipy.filter.route;

import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.pipeline.Rendezvous;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SwapTest {

  @Test
  void gives_what_one_sends_to_all_others() {
    var others = new RecordingOutput();
    try (var bench = FilterBench.of(Swap.SPEC, new Rendezvous())) {
      var other = bench.openAnother(others);
      bench.feed(bench.data("early"));
      assertThat(bench.output().events()).isEmpty();

      bench.feed(other, bench.data("1"));
      bench.feed(bench.data("2"), streamEnd());

      assertThat(others.events()).containsExactly("data(early)", "data(2)", "streamEnd");
      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  @Test
  void forgets_who_has_left() {
    var others = new RecordingOutput();
    try (var bench = FilterBench.of(Swap.SPEC, new Rendezvous())) {
      bench.feed(bench.data("of one who has left"));
      bench.pipeline().close();
      var second = bench.openAnother(others);
      bench.feed(second, bench.data("1"));

      assertThat(others.events()).isEmpty();
    }
  }

  @Test
  void waits_until_a_function_knows_where() {
    var results = new ArrayDeque<Object>(Arrays.asList("", "", new Rendezvous()));
    var function =
        TestFunction.of(_ -> {
          var result = results.poll();
          return "".equals(result) ? null : result;
        });
    try (var bench = FilterBench.of(Swap.SPEC, function)) {
      bench.feed(bench.data("1"), bench.data("2"), bench.data("3"));

      assertThat(results).isEmpty();
      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void is_bounded_while_nobody_else_is_there() {
    try (var bench = FilterBench.of(Swap.SPEC, new Rendezvous())) {
      var much = "x".repeat(600_000);
      bench.feed(bench.data(much), bench.data(much), bench.data("1"));

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void refuses_what_is_no_place_to_meet() {
    assertThatThrownBy(() -> FilterBench.of(Swap.SPEC, "x"))
        .hasMessage("argument #1 expects a Swap or a function");
    try (var bench = FilterBench.of(Swap.SPEC, TestFunction.returning(5))) {
      bench.feed(bench.data("1"));
      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void joins_the_clients_of_a_room() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          ((rooms) => pipy({ _room: null })
            .listen('127.0.0.1:$PORT')
            .handleStreamStart(data => { _room = data.size === 0 ? null : rooms.get(data.toString()) })
            .handleData(data => { _room = _room || rooms.get(data.toString()) })
            .swap(() => _room)
          )(new algo.Cache(() => new Swap()))
          """);
      try (var first = new RawClient(plane.port()).send("a");
          var second = new RawClient(plane.port()).send("a")) {
        assertThat(second.read(1)).isEqualTo("a");
        assertThat(first.read(1)).isEqualTo("a");
        first.send("hello");
        assertThat(second.read(5)).isEqualTo("hello");
      }
    }
  }
}
