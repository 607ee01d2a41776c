package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestPromise;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InsertAndProduceTest {

  @Test
  void insert_puts_events_before_the_first_one() {
    try (var bench = FilterBench.of(Insert.SPEC, List.of(Bytes.of("a"), Event.MessageEnd.PLAIN));
        var asked =
            FilterBench.of(Insert.SPEC, TestFunction.returning(new Message(null, Bytes.of("b"))))) {
      bench.feed(start("m"), end());
      asked.feed(asked.data("x"), asked.data("y"));

      assertThat(bench.output().events()).containsExactly("data(a)", "end", "start(m)", "end");
      assertThat(asked.output().events())
          .containsExactly("start(1)", "data(b)", "end", "data(x)", "data(y)");
    }
  }

  @Test
  void insert_does_not_hold_the_stream_for_a_promise() {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(Insert.SPEC, TestFunction.returning(promise))) {
      bench.feed(bench.data("1"));
      promise.fulfil(Bytes.of("late"));
      bench.feed(bench.data("2"));

      assertThat(bench.output().events()).containsExactly("data(1)", "data(late)", "data(2)");
    }
  }

  @Test
  void insert_is_too_late_after_the_end() {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(Insert.SPEC, TestFunction.returning(promise))) {
      bench.feed(bench.data("1"), streamEnd());
      promise.fulfil(Bytes.of("late"));

      assertThat(bench.output().events()).containsExactly("data(1)", "streamEnd");
    }
  }

  @Test
  void insert_ends_the_stream_when_there_is_nothing_to_insert() {
    var promise = new TestPromise();
    try (var rejected = FilterBench.of(Insert.SPEC, TestFunction.returning(promise));
        var wrong = FilterBench.of(Insert.SPEC, TestFunction.returning("text"));
        var failing = FilterBench.of(Insert.SPEC, TestFunction.failing())) {
      rejected.feed(rejected.data("1"));
      promise.reject("no");
      wrong.feed(wrong.data("1"));
      failing.feed(failing.data("1"));

      assertThat(rejected.output().events()).containsExactly("data(1)", "streamEnd(RuntimeError)");
      assertThat(wrong.output().events()).containsExactly("streamEnd(RuntimeError)");
      assertThat(failing.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void produce_asks_until_the_end() {
    var promise = new TestPromise();
    var results = new ArrayDeque<Object>();
    results.add(Bytes.of("a"));
    results.add(List.of());
    results.add(promise);
    results.add(List.of(Bytes.of("c"), Event.StreamEnd.CLEAN));
    results.add(Bytes.of("never"));
    try (var bench = FilterBench.of(Produce.SPEC, TestFunction.of(_ -> results.remove()))) {
      bench.feed(bench.data("input"), start("m"));
      assertThat(bench.output().events()).containsExactly("data(a)");

      promise.fulfil(Bytes.of("b"));
      bench.host().runLoop();

      assertThat(bench.output().events())
          .containsExactly("data(a)", "data(b)", "data(c)", "streamEnd");
      assertThat(results).hasSize(1);
    }
  }

  @Test
  void produce_puts_out_a_literal_once() {
    try (var bench = FilterBench.of(Produce.SPEC, Bytes.of("a"))) {
      bench.feed(bench.data("1"), bench.data("2"));

      assertThat(bench.output().events()).containsExactly("data(a)");
    }
  }

  @Test
  void produce_ends_the_stream_when_the_function_fails() {
    try (var bench = FilterBench.of(Produce.SPEC, TestFunction.failing());
        var wrong = FilterBench.of(Produce.SPEC, TestFunction.returning(5))) {
      bench.feed(streamEnd());
      wrong.feed(streamEnd());

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
      assertThat(wrong.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void produce_waits_for_a_slow_reader() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _n: 0, _all: { n: 0 } })
          .listen($PORT)
            .produce(() => ++_n > 2000 ? new StreamEnd : (_all.n = _n, new Data('x'.repeat(16384))))
          .listen($PORT2)
            .replaceData(() => new Data(_all.n + ';'))
          """);
      try (var slow = new RawClient(plane.port());
          var asker = new RawClient(plane.port2())) {
        slow.read(16384);
        int before = -1;
        int now = 0;
        while (now != before) {
          before = now;
          now = Integer.parseInt(asker.send("?").until(";").replace(";", ""));
          Thread.onSpinWait();
        }
        assertThat(slow.rest()).hasSize(16384 * 1999);
      }
    }
  }
}
