package dev.pipy.filter.message;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestHead;
import dev.pipy.testing.TestPromise;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplaceFiltersTest {

  static Stream<Arguments> removals() {
    return Stream.of(
        Arguments.of(ReplaceStreamStart.SPEC, "data(1) end data(2) streamEnd"),
        Arguments.of(ReplaceMessageStart.SPEC, "data(1) end data(2) streamEnd"),
        Arguments.of(ReplaceData.SPEC, "start(a) end streamEnd"),
        Arguments.of(ReplaceMessageEnd.SPEC, "start(a) data(1) data(2) streamEnd"),
        Arguments.of(ReplaceStreamEnd.SPEC, "start(a) data(1) end data(2)"),
        Arguments.of(ReplaceMessage.SPEC, "data(2) streamEnd"),
        Arguments.of(ReplaceMessageBody.SPEC, "start(a) end data(2) streamEnd"));
  }

  static Stream<FilterSpec> specs() {
    return removals().map(arguments -> (FilterSpec) arguments.get()[0]);
  }

  @ParameterizedTest
  @MethodSource("removals")
  void removes_what_has_no_replacement(FilterSpec spec, String expected) {
    try (var bench = FilterBench.of(spec)) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());

      assertThat(String.join(" ", bench.output().events())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("removals")
  void puts_the_result_of_a_promise_in_its_place(FilterSpec spec, String expected) {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(spec, TestFunction.returning(promise))) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());

      for (int i = 0; i < 4; i++) {
        promise.fulfil(null);
      }

      assertThat(String.join(" ", bench.output().events())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void ends_the_stream_when_the_function_fails(FilterSpec spec) {
    try (var bench = FilterBench.of(spec, TestFunction.failing())) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());

      assertThat(bench.output().events()).endsWith("streamEnd(RuntimeError)");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void ends_the_stream_when_the_result_is_no_event(FilterSpec spec) {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(spec, TestFunction.returning(promise))) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());

      promise.fulfil("text");

      assertThat(bench.output().events()).endsWith("streamEnd(RuntimeError)");
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void gives_up_what_it_holds_when_closed(FilterSpec spec) {
    var promise = new TestPromise();
    try (var bench = FilterBench.of(spec, TestFunction.returning(promise))) {
      bench.feed(start("a"), bench.data("1"), end(), bench.data("2"), streamEnd());
      bench.pipeline().close();
      bench.output().take();

      promise.fulfil(new Message(null, null));

      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void answers_each_message_with_the_same_literal() {
    var answer = new Message(new TestHead("ok"), Bytes.of("hello"));
    try (var bench = FilterBench.of(ReplaceMessage.SPEC, answer)) {
      bench.feed(start("a"), bench.data("1"), end(), start("b"), end());

      assertThat(bench.output().events())
          .containsExactly(
              "start(ok 5)", "data(hello)", "end", "start(ok 5)", "data(hello)", "end");
    }
  }

  @Test
  void passes_on_the_end_of_a_stream_that_ended_a_message() {
    var answer = new Message(null, Bytes.of("hello"));
    try (var bench = FilterBench.of(ReplaceMessage.SPEC, answer)) {
      bench.feed(start("a"), bench.data("1"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(5)", "data(hello)", "end", "streamEnd");
    }
  }

  @Test
  void does_not_answer_a_message_that_failed() {
    try (var bench = FilterBench.of(ReplaceMessage.SPEC, new Message(null, Bytes.of("hello")))) {
      bench.feed(start("a"), new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(bench.output().events()).containsExactly("streamEnd(ReadError)");
    }
  }

  @Test
  void gives_the_body_to_the_function_up_to_the_limit() {
    try (var bench = FilterBench.of(ReplaceMessageBody.SPEC, "2", TestFunction.of(body -> body))) {
      bench.feed(start("a", 3), bench.data("123"), end());

      assertThat(bench.output().events()).containsExactly("start(a)", "data(12)", "end");
    }
  }

  @Test
  void lets_no_part_of_a_body_pass_for_all_of_it() {
    for (var spec : List.of(ReplaceMessage.SPEC, ReplaceMessageBody.SPEC)) {
      try (var bench = FilterBench.of(spec, TestFunction.of(given -> given))) {
        bench.feed(start("a"));
        for (int i = 0; i <= 16; i++) {
          bench.feed(bench.data("x".repeat(1 << 20)));
        }
        bench.feed(end());

        assertThat(bench.output().events()).last().isEqualTo("streamEnd(BufferOverflow)");
      }
    }
  }

  @Test
  void replaces_a_body_of_any_size_by_something_else() {
    var other = new Message(null, Bytes.of("thanks"));
    try (var bench = FilterBench.of(ReplaceMessage.SPEC, TestFunction.of(_ -> other))) {
      bench.feed(start("a"));
      for (int i = 0; i <= 16; i++) {
        bench.feed(bench.data("x".repeat(1 << 20)));
      }
      bench.feed(end());

      assertThat(bench.output().events()).containsExactly("start(6)", "data(thanks)", "end");
    }
  }

  @Test
  void keeps_a_length_only_while_it_is_sure_of_it() {
    var stale = start("stale", 99);
    try (var same = FilterBench.of(ReplaceMessageStart.SPEC, TestFunction.of(start -> start));
        var other = FilterBench.of(ReplaceMessageStart.SPEC, stale);
        var data = FilterBench.of(ReplaceData.SPEC, TestFunction.of(bytes -> bytes))) {
      same.feed(start("a", 3));
      other.feed(start("a", 3));
      data.feed(start("a", 3));

      assertThat(same.output().events()).containsExactly("start(a 3)");
      assertThat(other.output().events()).containsExactly("start(stale)");
      assertThat(data.output().events()).containsExactly("start(a)");
    }
  }

  @Test
  void emits_all_of_an_array_but_null() {
    var events =
        Arrays.asList(Bytes.of("a"), null, new Message(null, null), Event.MessageEnd.PLAIN);
    try (var bench = FilterBench.of(ReplaceStreamStart.SPEC, events)) {
      bench.feed(bench.data("1"), bench.data("2"));

      assertThat(bench.output().events())
          .containsExactly("data(a)", "start(0)", "end", "end", "data(2)");
    }
  }

  @Test
  void does_not_replace_empty_data() {
    try (var bench = FilterBench.of(ReplaceData.SPEC)) {
      bench.feed(bench.data(""));

      assertThat(bench.output().events()).containsExactly("data()");
    }
  }

  @Test
  void refuses_a_limit_that_stands_alone() {
    for (var spec : List.of(ReplaceMessage.SPEC, ReplaceMessageBody.SPEC)) {
      assertThatThrownBy(() -> FilterBench.of(spec, 5))
          .isInstanceOf(ArgumentException.class)
          .hasMessage("argument #1 is a size limit (5) and a replacement must follow it");
      assertThatThrownBy(() -> FilterBench.of(spec, "text"))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("new Message('text')");
    }
  }
}
