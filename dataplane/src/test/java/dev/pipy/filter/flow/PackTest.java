package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PackTest {

  @Test
  void joins_a_batch_under_the_head_of_the_first() {
    try (var bench = FilterBench.of(Pack.SPEC, 3)) {
      bench.feed(start("a"), bench.data("1"), bench.data("2"), end());
      bench.feed(start("b"), end(), start("c"), bench.data("3"));
      assertThat(bench.output().take()).isEmpty();

      bench.feed(end(), start("d"));

      assertThat(bench.output().take()).containsExactly("start(a 3)", "data(123)", "end");
    }
  }

  @Test
  void takes_one_message_unless_told_otherwise() {
    try (var bench = FilterBench.of(Pack.SPEC)) {
      bench.feed(start("a"), bench.data("1"), bench.data("2"), end());

      assertThat(bench.output().events()).containsExactly("start(a 2)", "data(12)", "end");
    }
  }

  @Test
  void drops_data_outside_of_messages() {
    try (var bench = FilterBench.of(Pack.SPEC, 1)) {
      bench.feed(bench.data("x"), start("a"), end(), bench.data("x"));

      assertThat(bench.output().events()).containsExactly("start(a 0)", "end");
    }
  }

  @Test
  void gives_out_what_is_complete_at_the_end_of_the_stream() {
    try (var bench = FilterBench.of(Pack.SPEC, 9)) {
      bench.feed(start("a"), bench.data("1"), end(), start("b"), bench.data("2"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(a 2)", "data(12)", "end", "streamEnd");
    }
  }

  @Test
  void drops_what_a_failure_cut_short() {
    try (var bench = FilterBench.of(Pack.SPEC, 9)) {
      bench.feed(start("a"), bench.data("1"), end(), start("b"), bench.data("2"));
      bench.feed(new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(bench.output().events())
          .containsExactly("start(a 1)", "data(1)", "end", "streamEnd(ReadError)");
    }
  }

  @Test
  void gives_out_what_is_complete_when_nothing_ended_for_a_while() {
    try (var bench = packed(9, "timeout", 2)) {
      bench.feed(start("a"), bench.data("1"), end());
      bench.host().advance(Duration.ofMillis(1500));
      bench.feed(start("b"), bench.data("2"), end(), start("c"), bench.data("3"));
      bench.host().advance(Duration.ofMillis(1999));
      assertThat(bench.output().take()).isEmpty();

      bench.host().advance(Duration.ofMillis(1));
      assertThat(bench.output().take()).containsExactly("start(a 2)", "data(12)", "end");

      bench.feed(end());
      bench.host().advance(Duration.ofSeconds(2));
      assertThat(bench.output().take()).containsExactly("start(c 1)", "data(3)", "end");
    }
  }

  @Test
  void gives_out_at_the_first_end_after_the_interval() {
    try (var bench = packed(9, "interval", 1)) {
      bench.feed(start("a"), end());
      bench.host().advance(Duration.ofSeconds(1));
      assertThat(bench.output().take()).isEmpty();

      bench.feed(start("b"), end(), start("c"), end());

      assertThat(bench.output().take()).containsExactly("start(a 0)", "end");
    }
  }

  @Test
  void puts_text_around_and_between() {
    var options = Map.<String, @Nullable Object>of("prefix", "[", "postfix", "]", "separator", ",");
    try (var bench = FilterBench.of(Pack.SPEC, 2, new TestObject(options))) {
      bench.feed(start("a"), bench.data("1"), end(), start("b"), bench.data("2"), end());

      assertThat(bench.output().events()).containsExactly("start(a 5)", "data([1,2])", "end");
    }
  }

  @Test
  void gives_out_early_when_much_is_collected() {
    try (var bench = packed(9, "bufferLimit", 4)) {
      bench.feed(start("a"), bench.data("123"), end(), start("b"), bench.data("45"));
      assertThat(bench.output().take()).containsExactly("start(a 3)", "data(123)", "end");

      bench.feed(bench.data("678"), bench.data("9"));
      assertThat(bench.output().take()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void copies_bodies_of_any_size() {
    try (var bench = FilterBench.of(Pack.SPEC, 2)) {
      bench.feed(start("a"), bench.data("x".repeat(100_000)), end());
      bench.feed(start("b"), bench.data("y".repeat(100_000)), end());

      assertThat(String.join("", bench.output().events()).replaceAll("\\W|start|data|end|a 2", ""))
          .endsWith("x".repeat(100) + "y".repeat(100_000))
          .hasSize(200_000 + "00000".length());
    }
  }

  @Test
  void refuses_what_is_no_batch() {
    assertThatThrownBy(() -> FilterBench.of(Pack.SPEC, 0))
        .hasMessage("argument #1 expects a whole number from 1 on");
    assertThatThrownBy(() -> packed(1, "vacancy", 2))
        .hasMessage("options.vacancy expects a number from 0 to 1");
  }

  private static FilterBench packed(int size, String option, double value) {
    return FilterBench.of(Pack.SPEC, size, new TestObject(Map.of(option, value)));
  }
}
