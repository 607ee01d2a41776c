package dev.pipy.filter.observe;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObserveFiltersTest {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

  @BeforeEach
  void capture_the_log() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release_the_log() {
    System.setErr(before);
  }

  @Test
  void prints_lines_and_what_is_left() {
    try (var bench = FilterBench.of(Print.SPEC)) {
      bench.feed(start("a"), bench.data("one\r\ntw"), bench.data("o\n\nthr"), end());
      bench.feed(bench.data("rest"), streamEnd());

      assertThat(lines()).containsExactly("one", "two", "", "thr", "rest");
      assertThat(bench.output().events())
          .containsExactly(
              "start(a)", "data(one\r\ntw)", "data(o\n\nthr)", "end", "data(rest)", "streamEnd");
    }
  }

  @Test
  void prints_no_control_characters() {
    try (var bench = FilterBench.of(Print.SPEC)) {
      bench.feed(bench.data("\u001b[31mred\u0007\u2028fake\u009b line\n"));

      assertThat(lines()).containsExactly("[31mredfake line");
    }
  }

  @Test
  void breaks_long_lines_between_characters() {
    try (var bench = FilterBench.of(Print.SPEC)) {
      bench.feed(bench.data("ä".repeat(150)), streamEnd());

      assertThat(lines()).containsExactly("ä".repeat(100), "ä".repeat(50));
    }
  }

  @Test
  void dumps_bytes_as_a_table() {
    try (var bench = FilterBench.of(Dump.SPEC, "tag\n!")) {
      bench.feed(bench.data("Hello,\nworld! \u001b"));

      assertThat(logged.toString(StandardCharsets.UTF_8))
          .matches("(?s).*\\[dump] \\[context=[0-9a-f]+] \\[tag!] Data \\[size=15]\n.*")
          .contains(
              "-".repeat(68)
                  + "\n48 65 6C 6C 6F 2C 0A 77 6F 72 6C 64 21 20 1B  -  | Hello,?world! ?.\n"
                  + "-".repeat(68));
      assertThat(bench.output().events()).containsExactly("data(Hello,\nworld! \u001b)");
    }
  }

  @Test
  void dumps_other_events_on_a_line() {
    try (var bench = FilterBench.of(Dump.SPEC)) {
      bench.feed(start("a"), bench.data(""), end());
      bench.feed(new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(lines().map(line -> line.replaceFirst(".*context=\\w+] ", "")))
          .containsExactly(
              "MessageStart", "Data Flush", "MessageEnd", "StreamEnd [ReadError] read error");
    }
  }

  @Test
  void passes_on_what_it_has_no_tag_for() {
    try (var bench = FilterBench.of(Dump.SPEC, TestFunction.failing())) {
      bench.feed(bench.data("1"));

      assertThat(lines()).isEmpty();
      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  /// Logged lines without what the logger puts before them.
  private Stream<String> lines() {
    return logged
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^\\[main] INFO pipy\\.(print|dump) - ", ""));
  }
}
