package dev.pipy.filter.observe;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.HeadSource;
import dev.pipy.codec.http.HttpHead;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.IllegalHeaderException;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.FieldHead;
import dev.pipy.event.StreamError;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

      assertThat(described())
          .containsExactly(
              "MessageStart", "Data Flush", "MessageEnd", "StreamEnd [ReadError] read error");
    }
  }

  @Test
  void dumps_heads_without_secrets() {
    try (var bench = FilterBench.of(Dump.SPEC)) {
      bench.feed(
          new Event.MessageStart(
              new RequestHead(
                  "GET",
                  "/a?x=1&access_token=abc",
                  "HTTP/1.1",
                  headers("Host", "x", "Authorization", "Basic abc", "X-Api-Key", "abc"))),
          new Event.MessageStart(
              new ResponseHead(
                  302,
                  null,
                  "HTTP/1.1",
                  headers("Set-Cookie", "a=abc", "Location", "https://y/?token=abc&z=\"2\""))),
          new Event.MessageEnd(new HttpTail(headers("Digest", "7", "X-Secret", "abc"))));

      assertThat(described())
          .containsExactly(
              "MessageStart {\"method\":\"GET\",\"path\":\"/a?x=1&access_token=(hidden)\","
                  + "\"protocol\":\"HTTP/1.1\",\"headers\":{\"Host\":\"x\","
                  + "\"Authorization\":\"(hidden)\",\"X-Api-Key\":\"(hidden)\"}}",
              "MessageStart {\"status\":302,\"protocol\":\"HTTP/1.1\",\"headers\":{"
                  + "\"Set-Cookie\":\"(hidden)\","
                  + "\"Location\":\"https://y/?token=(hidden)&z=\\\"2\\\"\"}}",
              "MessageEnd {\"Digest\":\"7\",\"X-Secret\":\"(hidden)\"}");
    }
  }

  @Test
  void dumps_fields_without_the_secrets_within_them() {
    try (var bench = FilterBench.of(Dump.SPEC)) {
      var params = Map.of("HTTP_COOKIE", "a=abc");
      bench.feed(
          new Event.MessageStart(new FieldHead(Map.of("params", List.of(params, "\r\n\u001b[2J")))),
          new Event.MessageStart(new FieldHead(Map.of("QUERY_STRING", "token=abc"))));

      assertThat(described())
          .containsExactly(
              "MessageStart {\"params\":\"[{HTTP_COOKIE=(hidden)}, \\u000d\\u000a\\u001b[2J]\"}",
              "MessageStart {\"QUERY_STRING\":\"token=(hidden)\"}");
    }
  }

  @Test
  void dumps_so_much_of_a_head() {
    try (var bench = FilterBench.of(Dump.SPEC)) {
      var headers = new HttpHeaders();
      for (int i = 0; i < 200; i++) {
        headers.add("a" + i, "\\".repeat(500));
      }
      bench.feed(new Event.MessageStart(new ResponseHead(200, null, "HTTP/1.1", headers)));

      assertThat(described()).singleElement().asString().hasSizeBetween(3000, 4300);
      assertThat(described()).singleElement().asString().endsWith("\" ... 196 more}}");
    }
  }

  @Test
  void dumps_that_a_head_cannot_be_read() {
    try (var bench = FilterBench.of(Dump.SPEC)) {
      bench.feed(new Event.MessageStart(new Unreadable()));

      assertThat(described()).containsExactly("MessageStart (unreadable)");
      assertThat(bench.output().events()).hasSize(1);
    }
  }

  private static final class Unreadable implements HeadSource {
    @Override
    public RequestHead asRequest() {
      throw new IllegalHeaderException("method", "\n", "secret");
    }

    @Override
    public ResponseHead asResponse() {
      throw new IllegalHeaderException("status", "\n", "secret");
    }

    @Override
    public HttpHead asMessage() {
      throw new IllegalHeaderException("status", "\n", "secret");
    }
  }

  private static HttpHeaders headers(String... namesAndValues) {
    var headers = new HttpHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void passes_on_what_it_has_no_tag_for() {
    try (var bench = FilterBench.of(Dump.SPEC, TestFunction.failing())) {
      bench.feed(bench.data("1"));

      assertThat(lines()).isEmpty();
      assertThat(bench.output().events()).containsExactly("data(1)");
    }
  }

  /// What dumped lines say of the events.
  private Stream<String> described() {
    return lines().map(line -> line.replaceFirst(".*context=\\w+] ", ""));
  }

  /// Logged lines without what the logger puts before them.
  private Stream<String> lines() {
    return logged
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^\\[main] INFO pipy\\.(print|dump) - ", ""));
  }
}
