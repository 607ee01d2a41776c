package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.event.StreamError;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.Fuzz;
import dev.pipy.testing.TestFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitTest {

  @Test
  void makes_a_message_of_each_piece() {
    try (var bench = FilterBench.of(Split.SPEC, "\n")) {
      bench.feed(bench.data("a\nb"), bench.data("c\n\nd"), streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "start",
              "data(a)",
              "end",
              "start",
              "data(b)",
              "data(c)",
              "end",
              "start",
              "end",
              "start",
              "data(d)",
              "end",
              "streamEnd");
    }
  }

  @Test
  void has_no_empty_piece_at_the_end() {
    try (var bench = FilterBench.of(Split.SPEC, Bytes.of("\n"))) {
      bench.feed(bench.data("a\n"), streamEnd());

      assertThat(bench.output().events()).containsExactly("start", "data(a)", "end", "streamEnd");
    }
  }

  @Test
  void leaves_a_piece_open_that_a_failure_cut_short() {
    try (var bench = FilterBench.of(Split.SPEC, "--")) {
      bench.feed(bench.data("a-"), new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(bench.output().events())
          .containsExactly("start", "data(a)", "streamEnd(ReadError)");
    }
  }

  @Test
  void ends_a_piece_with_its_message() {
    try (var bench = FilterBench.of(Split.SPEC, "--")) {
      bench.feed(start("m"), bench.data("a-"), end(), start("n"), bench.data("-b"), end());

      assertThat(bench.output().events())
          .containsExactly("start", "data(a)", "data(-)", "end", "start", "data(-b)", "end");
    }
  }

  @ParameterizedTest
  @CsvSource({"-", "--", "aab", "abab", "aaa", "abcabd"})
  void finds_separators_wherever_chunks_end(String separator) {
    Fuzz.run(
        300,
        random -> {
          var text = new StringBuilder();
          for (int i = 0; i < 24; i++) {
            text.append(
                random.nextInt(4) == 0
                    ? separator
                    : String.valueOf("abcd-".charAt(random.nextInt(5))));
          }
          try (var bench = FilterBench.of(Split.SPEC, separator)) {
            int at = 0;
            while (at < text.length()) {
              int next = Math.min(text.length(), at + 1 + random.nextInt(5));
              bench.feed(bench.data(text.substring(at, next)));
              at = next;
            }
            bench.feed(streamEnd());

            assertThat(pieces(bench)).as(text.toString()).isEqualTo(expected(text, separator));
          }
        });
  }

  @Test
  void asks_a_function_without_parameters_for_the_separator_once() {
    try (var bench = FilterBench.of(Split.SPEC, new Separator(";"));
        var wrong = FilterBench.of(Split.SPEC, new Separator(""))) {
      bench.feed(bench.data("a;b"), bench.data(";"));
      wrong.feed(wrong.data("a"));

      assertThat(pieces(bench)).containsExactly("a", "b");
      assertThat(wrong.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void puts_events_where_a_function_of_the_bytes_says() {
    var function =
        TestFunction.of(value ->
            value instanceof Integer code && code == ';'
                ? List.of(Event.MessageEnd.PLAIN, new Message(null, Bytes.of("!")))
                : false);
    try (var bench = FilterBench.of(Split.SPEC, function)) {
      bench.feed(start("m"), bench.data("ab;c"), bench.data("d;"), bench.data(""), end());
      bench.feed(streamEnd());

      assertThat(bench.output().events())
          .containsExactly(
              "data(ab;)",
              "end",
              "start(1)",
              "data(!)",
              "end",
              "data(c)",
              "data(d;)",
              "end",
              "start(1)",
              "data(!)",
              "end",
              "data()",
              "streamEnd");
    }
  }

  @Test
  void ends_the_stream_when_the_function_is_of_no_use() {
    try (var wrong = FilterBench.of(Split.SPEC, TestFunction.returning(List.of("x")));
        var failing = FilterBench.of(Split.SPEC, TestFunction.failing())) {
      wrong.feed(wrong.data("1"));
      failing.feed(failing.data("1"));

      assertThat(wrong.output().events()).containsExactly("streamEnd(RuntimeError)");
      assertThat(failing.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void refuses_what_separates_nothing() {
    assertThatThrownBy(() -> FilterBench.of(Split.SPEC, ""))
        .hasMessageStartingWith("argument #1 expects a separator of 1 to 1024 bytes");
    assertThatThrownBy(() -> FilterBench.of(Split.SPEC, "x".repeat(1025)))
        .hasMessageStartingWith("argument #1 expects a separator of 1 to 1024 bytes");
  }

  /// What came out of a bench, the bodies alone.
  private static List<String> pieces(FilterBench bench) {
    var pieces = new ArrayList<String>();
    for (var event : bench.output().events()) {
      if (event.equals("start")) {
        pieces.add("");
      } else if (event.startsWith("data(")) {
        pieces.add(pieces.removeLast() + event.substring(5, event.length() - 1));
      }
    }
    return pieces;
  }

  private static List<String> expected(CharSequence text, String separator) {
    var parts = new ArrayList<>(Arrays.asList(Pattern.compile(separator).split(text, -1)));
    if (parts.getLast().isEmpty()) {
      parts.removeLast();
    }
    return parts;
  }

  /// A function without parameters.
  private record Separator(String text) implements Callback {
    @Override
    public @Nullable Pending run(StreamContext context, @Nullable Object argument) {
      return null;
    }

    @Override
    public @Nullable Object call(StreamContext context, @Nullable Object... arguments) {
      return text;
    }

    @Override
    public boolean test(StreamContext context) {
      return true;
    }

    @Override
    public boolean takesNothing() {
      return true;
    }

    @Override
    public String location() {
      return "test.js:1:1";
    }
  }
}
