package dev.pipy.filter.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.compression.Compressed;
import dev.pipy.codec.compression.Compressed.Frame;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.event.StreamError;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `decompressHTTP` and `decompressMessage`.
class DecompressingFiltersTest {

  private static ResponseHead response(int status, String... fields) {
    var headers = new HttpHeaders();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    return new ResponseHead(status, null, "HTTP/1.1", headers);
  }

  private static Event data(byte[] bytes) {
    return new Event.Data(Unpooled.wrappedBuffer(bytes));
  }

  /// What came out, however it was cut.
  private static String joined(FilterBench bench) {
    return String.join("|", bench.output().events())
        .replaceAll("(\\|data\\([^|]*)\\)\\|data\\(", "$1");
  }

  private static String show(HttpHeaders headers) {
    var text = new StringBuilder();
    headers.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource({"GZIP, gzip", "GZIP, X-GZip", "ZLIB, deflate", "BARE, deflate", "BROTLI, br"})
  void decompresses_a_body_and_takes_away_what_told_of_it(Frame frame, String coding) {
    var head =
        response(
            200,
            "Content-Encoding",
            coding,
            "Content-Length",
            "99",
            "ETag",
            "\"x\"",
            "Accept-Ranges",
            "bytes",
            "Content-Digest",
            "sha-256=:x:",
            "X-Other",
            "kept");
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      bench.feed(
          new Event.MessageStart(head, 99),
          data(Compressed.of(frame, "hello")),
          FilterBench.end(),
          FilterBench.streamEnd());

      assertThat(joined(bench)).isEqualTo("start(HTTP/1.1 200 OK)|data(hello)|end|streamEnd");
      assertThat(show(head.headers())).isEqualTo("ETag=W/\"x\" X-Other=kept");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Content-Encoding, zstd",
    "200, Content-Encoding, identity",
    "200, Content-Encoding, 'gzip, br'",
    "206, Content-Encoding, gzip",
    "200, X-Other, gzip",
  })
  void lets_other_bodies_pass(int status, String name, String value) {
    var head = response(status, name, value);
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      bench.feed(new Event.MessageStart(head, 3), bench.data("abc"), FilterBench.end());

      assertThat(bench.output().events()).hasSize(3).contains("data(abc)", "end");
      assertThat(show(head.headers())).isEqualTo(name + "=" + value);
    }
  }

  @Test
  void asks_the_function_about_compressed_messages() {
    var asked = new int[1];
    var condition =
        TestFunction.of(start -> {
          asked[0]++;
          return ((Event.MessageStart) Objects.requireNonNull(start)).length() == 1 ? "yes" : null;
        });
    try (var bench = FilterBench.of(DecompressHttp.SPEC, condition)) {
      var body = Compressed.of(Frame.GZIP, "hello");
      bench.feed(
          new Event.MessageStart(response(200, "content-encoding", "gzip"), 1),
          data(body),
          FilterBench.end(),
          new Event.MessageStart(response(200, "content-encoding", "gzip"), 2),
          bench.data("raw"),
          FilterBench.end(),
          new Event.MessageStart(response(200), 3),
          FilterBench.end());

      assertThat(bench.output().events()).contains("data(hello)", "data(raw)");
      assertThat(asked[0]).isEqualTo(2);
    }
  }

  @Test
  void keeps_an_answer_without_a_body_empty() {
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      var head = response(200, "content-encoding", "gzip", "content-length", "99");
      bench.feed(new Event.MessageStart(head, 0), FilterBench.end());

      assertThat(bench.output().events()).containsExactly("start(HTTP/1.1 200 OK 0)", "end");
      assertThat(head.headers().size()).isZero();
    }
  }

  @Test
  void ends_the_stream_at_a_malformed_body() {
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      bench.feed(
          new Event.MessageStart(response(200, "content-encoding", "gzip")),
          bench.data("no gzip"),
          bench.data("more"),
          FilterBench.end(),
          FilterBench.streamEnd());

      assertThat(bench.output().events())
          .containsExactly("start(HTTP/1.1 200 OK)", "streamEnd(ProtocolError)");
      assertThat(bench.pipeline().takesInput()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void ends_the_stream_at_a_body_that_is_cut_off(boolean hasEnd) {
    var body = Compressed.of(Frame.GZIP, "hello");
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      bench.feed(
          new Event.MessageStart(response(200, "content-encoding", "gzip")),
          data(Arrays.copyOf(body, body.length - 1)),
          hasEnd ? FilterBench.end() : FilterBench.streamEnd());

      assertThat(bench.output().events()).endsWith("data(hello)", "streamEnd(ProtocolError)");
    }
  }

  @Test
  void passes_the_failure_of_a_stream() {
    try (var bench = FilterBench.of(DecompressHttp.SPEC)) {
      bench.feed(
          new Event.MessageStart(response(200, "content-encoding", "gzip")),
          data(Arrays.copyOf(Compressed.of(Frame.GZIP, "hello"), 15)),
          new Event.StreamEnd(StreamError.READ_ERROR));

      assertThat(bench.output().events()).endsWith("streamEnd(ReadError)");
    }
  }

  @ParameterizedTest
  @CsvSource({"maxRatio, 2", "maxSize, 1000"})
  void limits_what_comes_out(String option, int limit) {
    var options = new TestObject(Map.of(option, limit));
    try (var bench = FilterBench.of(DecompressMessage.SPEC, "gzip", options)) {
      bench.feed(FilterBench.start("m"), data(Compressed.of(Frame.GZIP, new byte[10_000_000])));

      assertThat(bench.output().events()).endsWith("streamEnd(BufferOverflow)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "inflate, GZIP",
    "inflate, ZLIB",
    "inflate, BARE",
    "deflate, ZLIB",
    "brotli, BROTLI"
  })
  void decompresses_messages_of_any_protocol(String algorithm, Frame frame) {
    try (var bench = FilterBench.of(DecompressMessage.SPEC, algorithm)) {
      for (int i = 0; i < 2; i++) {
        bench.feed(
            FilterBench.start("m", 9), data(Compressed.of(frame, "hello")), FilterBench.end());

        assertThat(joined(bench)).isEqualTo("start(m)|data(hello)|end");
        bench.output().take();
      }
      bench.feed(bench.data("outside"));
      assertThat(bench.output().events()).isEmpty();
    }
  }

  @Test
  void lets_messages_pass_when_the_function_names_nothing() {
    try (var bench = FilterBench.of(DecompressMessage.SPEC, TestFunction.returning(null))) {
      bench.feed(FilterBench.start("m", 3), bench.data("abc"), FilterBench.end());

      assertThat(bench.output().events()).containsExactly("start(m 3)", "data(abc)", "end");
    }
  }

  @Test
  void fails_when_the_function_names_something_else() {
    try (var bench = FilterBench.of(DecompressMessage.SPEC, TestFunction.returning("zip"))) {
      bench.feed(FilterBench.start("m"), bench.data("abc"));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void refuses_an_algorithm_that_it_does_not_know() {
    assertThatThrownBy(() -> FilterBench.of(DecompressMessage.SPEC, "zip"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("argument #1 expects 'inflate', 'gzip', 'deflate' or 'brotli'");
  }
}
