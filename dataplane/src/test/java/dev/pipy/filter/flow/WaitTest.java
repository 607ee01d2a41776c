package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestContext;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import dev.pipy.testing.TestPromise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WaitTest {

  @Test
  void holds_events_until_the_condition_holds() {
    try (var bench = waiting()) {
      bench.feed(start("m"), bench.data("1"));
      assertThat(bench.output().take()).isEmpty();

      TestContext.set(bench.context(), "ready", true);
      bench.feed(end());

      assertThat(bench.output().take()).containsExactly("start(m)", "data(1)", "end");
    }
  }

  @Test
  void is_transparent_and_asks_no_more_once_it_held() {
    var asked = new AtomicInteger();
    try (var bench = FilterBench.of(Wait.SPEC, TestFunction.of(_ -> asked.incrementAndGet() > 1))) {
      bench.feed(bench.data("1"), bench.data("2"), bench.data("3"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("data(1)", "data(2)", "data(3)", "streamEnd");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void asks_again_when_variables_of_a_copy_may_have_changed() {
    try (var bench = waiting()) {
      bench.feed(bench.data("1"), streamEnd());
      var copy = bench.context().copy();

      copy.changes().note(bench.host().worker());
      bench.host().runLoop();
      assertThat(bench.output().events()).isEmpty();
      TestContext.set(bench.context(), "ready", true);
      copy.changes().note(bench.host().worker());
      bench.host().runLoop();

      assertThat(bench.output().events()).containsExactly("data(1)", "streamEnd");
    }
  }

  @Test
  void does_not_ask_because_it_asked() {
    var asked = new AtomicInteger();
    var bench = new FilterBench();
    try (bench) {
      var node =
          bench
              .linker()
              .node(
                  Wait.SPEC,
                  new TestFunction((context, _) -> {
                    asked.incrementAndGet();
                    context.changes().note(bench.host().worker());
                    return false;
                  }));
      bench.build(node).feed(bench.data("1"));

      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void lets_go_after_the_timeout() {
    try (var bench = waiting(Duration.ofSeconds(5))) {
      bench.feed(bench.data("1"));
      bench.host().advance(Duration.ofMillis(4999));
      assertThat(bench.output().events()).isEmpty();

      bench.host().advance(Duration.ofMillis(1));
      bench.feed(bench.data("2"));

      assertThat(bench.output().events()).containsExactly("data(1)", "data(2)");
    }
  }

  @Test
  void waits_for_a_promise() {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(Wait.SPEC, TestFunction.returning(promise))) {
      bench.feed(bench.data("1"), bench.data("2"));
      assertThat(bench.output().events()).isEmpty();

      promise.fulfil(null);

      assertThat(bench.output().events()).containsExactly("data(1)", "data(2)");
    }
  }

  @Test
  void ends_the_stream_when_the_promise_is_rejected_or_the_condition_fails() {
    var promise = new TestPromise();
    try (var rejected = FilterBench.of(Wait.SPEC, TestFunction.returning(promise));
        var failing = FilterBench.of(Wait.SPEC, TestFunction.failing())) {
      rejected.feed(rejected.data("1"));
      promise.reject("no");
      rejected.feed(rejected.data("2"));
      failing.feed(failing.data("1"));

      assertThat(rejected.output().events()).containsExactly("streamEnd(RuntimeError)");
      assertThat(failing.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void keeps_the_order_of_what_comes_while_it_lets_go() {
    try (var bench = waiting()) {
      bench
          .output()
          .onEvent(event -> {
            if (event.equals("data(1)")) {
              bench.pipeline().input(bench.data("4"));
            }
          });
      bench.feed(bench.data("1"), bench.data("2"));
      TestContext.set(bench.context(), "ready", true);
      bench.feed(bench.data("3"));

      assertThat(bench.output().events())
          .containsExactly("data(1)", "data(2)", "data(3)", "data(4)");
    }
  }

  @Test
  void pauses_its_source_and_is_bounded() {
    try (var bench = waiting()) {
      bench.feed(bench.data("x".repeat(100_000)));
      assertThat(bench.source().pauses()).isEqualTo(1);

      for (int i = 0; i < 11; i++) {
        bench.feed(bench.data("x".repeat(100_000)));
      }

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void lets_the_source_go_on_with_the_stream() {
    try (var bench = waiting()) {
      bench.feed(bench.data("x".repeat(100_000)));
      TestContext.set(bench.context(), "ready", true);
      bench.feed(bench.data("1"));

      assertThat(bench.source().pauses()).isZero();
    }
  }

  private static FilterBench waiting() {
    return FilterBench.of(Wait.SPEC, TestFunction.variable("ready"));
  }

  private static FilterBench waiting(Duration timeout) {
    return FilterBench.of(
        Wait.SPEC,
        TestFunction.variable("ready"),
        new TestObject(Map.of("timeout", (double) timeout.toSeconds())));
  }
}
