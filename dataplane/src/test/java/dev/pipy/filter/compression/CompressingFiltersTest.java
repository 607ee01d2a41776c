package dev.pipy.filter.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.compression.Compressed;
import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import dev.pipy.event.Event;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestFunction;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `compressHTTP` and `compressMessage`.
class CompressingFiltersTest {

  private static ResponseHead response(int status, String... fields) {
    return new ResponseHead(status, null, "HTTP/1.1", headers(fields));
  }

  private static HttpHeaders headers(String... fields) {
    var headers = new HttpHeaders();
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    return headers;
  }

  private static String show(HttpHeaders headers) {
    var text = new StringBuilder();
    headers.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }

  /// Compresses, then decompresses, and writes down what is in between.
  private static FilterBench roundTrip(FilterBench bench, List<Event> between) {
    var linker = bench.linker();
    return bench.build(
        linker.node(CompressHttp.SPEC, "gzip"),
        FilterBench.filter((event, stage) -> {
          between.add(event);
          stage.emit(event);
        }),
        linker.node(DecompressMessage.SPEC, "gzip"));
  }

  @Test
  void compresses_a_body_and_says_so() {
    var head =
        response(
            200,
            "content-length",
            "5",
            "Vary",
            "Cookie",
            "etag",
            "\"x\"",
            "accept-ranges",
            "bytes");
    var between = new ArrayList<Event>();
    try (var bench = roundTrip(new FilterBench(), between)) {
      bench.feed(
          new Event.MessageStart(head, 5), bench.data("he"), bench.data("llo"), FilterBench.end());

      assertThat(String.join("", bench.output().events()))
          .isEqualTo("start(HTTP/1.1 200 OK)data(hello)end");
      assertThat(between.getFirst()).isEqualTo(new Event.MessageStart(head));
      assertThat(show(head.headers()))
          .isEqualTo("Vary=Cookie etag=W/\"x\" content-encoding=gzip vary=Accept-Encoding");
    }
  }

  @Test
  void sends_what_is_there_at_the_end_of_a_turn() {
    try (var bench = roundTrip(new FilterBench(), new ArrayList<>())) {
      bench.feed(new Event.MessageStart(response(200)), bench.data("one"));
      assertThat(bench.output().take()).endsWith("data(one)");
      bench.feed(bench.data("two"), bench.data("three"));
      assertThat(bench.output().take()).containsExactly("data(twothree)");
      bench.feed(FilterBench.streamEnd());
      assertThat(bench.output().take()).containsExactly("streamEnd");
    }
  }

  @Test
  void says_nothing_of_vary_in_a_request() {
    var head = new RequestHead("POST", "/", "HTTP/1.1", headers());
    try (var bench = FilterBench.of(CompressHttp.SPEC, "deflate")) {
      bench.feed(new Event.MessageStart(head, 5), bench.data("hello"), FilterBench.end());

      assertThat(show(head.headers())).isEqualTo("content-encoding=deflate");
    }
  }

  @Test
  void compresses_with_brotli() {
    var head = response(200);
    var bench = new FilterBench();
    try (bench) {
      bench.build(
          bench.linker().node(CompressHttp.SPEC, "br"),
          bench.linker().node(DecompressMessage.SPEC, "brotli"));
      bench.feed(new Event.MessageStart(head, 5), bench.data("he"));
      assertThat(bench.output().take()).as("%s", bench.host().bugs()).endsWith("data(he)");
      bench.feed(bench.data("llo"), FilterBench.end());

      assertThat(String.join("", bench.output().events())).isEqualTo("data(llo)end");
      assertThat(show(head.headers())).isEqualTo("content-encoding=br vary=Accept-Encoding");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Content-Encoding, br",
    "206, X-Other, x",
    "200, Cache-Control, 'private, No-Transform'",
    "304, X-Other, x",
    "204, X-Other, x",
    "101, X-Other, x",
  })
  void lets_other_messages_pass(int status, String name, String value) {
    var head = response(status, name, value);
    try (var bench = FilterBench.of(CompressHttp.SPEC, "gzip")) {
      bench.feed(new Event.MessageStart(head, 3), bench.data("abc"), FilterBench.end());

      assertThat(bench.output().events()).hasSize(3).contains("data(abc)", "end");
      assertThat(show(head.headers())).isEqualTo(name + "=" + value);
    }
  }

  @ParameterizedTest
  @CsvSource({"Vary, *", "vary, 'cookie, accept-encoding'"})
  void repeats_no_vary(String name, String value) {
    var head = response(200, name, value);
    try (var bench = FilterBench.of(CompressHttp.SPEC, "gzip")) {
      bench.feed(new Event.MessageStart(head), bench.data("abc"), FilterBench.end());

      assertThat(show(head.headers())).isEqualTo(name + "=" + value + " content-encoding=gzip");
    }
  }

  @Test
  void tells_head_of_what_get_would_get() {
    var head = response(200, "content-length", "99");
    try (var bench = FilterBench.of(CompressHttp.SPEC, "gzip")) {
      bench.feed(new Event.MessageStart(head, 0), FilterBench.end());

      assertThat(bench.output().events()).containsExactly("start(HTTP/1.1 200 OK 0)", "end");
      assertThat(show(head.headers())).isEqualTo("content-encoding=gzip vary=Accept-Encoding");
    }
  }

  @Test
  void compresses_messages_of_any_protocol() {
    try (var bench = new FilterBench()) {
      var linker = bench.linker();
      bench.build(
          linker.node(CompressMessage.SPEC, "gzip"), linker.node(DecompressMessage.SPEC, "gzip"));
      for (int i = 0; i < 2; i++) {
        bench.feed(FilterBench.start("m", 5), bench.data("hello"), FilterBench.end());

        assertThat(bench.output().take()).containsExactly("start(m)", "data(hello)", "end");
      }
    }
  }

  @Test
  void lets_messages_pass_when_the_function_names_nothing() {
    try (var bench = FilterBench.of(CompressMessage.SPEC, TestFunction.returning(null))) {
      bench.feed(FilterBench.start("m", 3), bench.data("abc"), FilterBench.end());

      assertThat(bench.output().events()).containsExactly("start(m 3)", "data(abc)", "end");
    }
  }

  @Test
  void fails_when_the_function_names_something_else() {
    try (var bench = FilterBench.of(CompressMessage.SPEC, TestFunction.returning("zstd"))) {
      bench.feed(FilterBench.start("m"), bench.data("abc"));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
    assertThatThrownBy(() -> FilterBench.of(CompressMessage.SPEC, "zstd"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("argument #1 expects 'gzip', 'deflate' or 'br', or a function");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new Message('hello')",
        "new Message({ status: 200, headers: { 'x-a': 'b' } }, 'hello')",
        "new Message({ headers: { etag: '\"x\"' } }, 'hello')",
      })
  void compresses_a_message_of_a_script_time_and_again(String message) throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy()
            .listen('127.0.0.1:$PORT')
            .demuxHTTP('request')
            .pipeline('request')
            .replaceMessage(MESSAGE)
            .compressHTTP('gzip')
          """
              .replace("MESSAGE", message));
      try (var client = new RawClient(plane.port())) {
        for (int i = 0; i < 3; i++) {
          var response = client.get("/").response();

          assertThat(response).contains("content-encoding: gzip\r\n", "vary: Accept-Encoding\r\n");
          var body = response.substring(response.indexOf("\r\n\r\n") + 4);
          try (var gzip =
              new GZIPInputStream(
                  new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)))) {
            assertThat(gzip.readAllBytes()).asString().isEqualTo("hello");
          }
        }
      }
    }
  }

  @Test
  void shows_scripts_the_changed_head() throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          """
          pipy({ _seen: '' })
            .listen('127.0.0.1:$PORT')
            .demuxHTTP('request')
            .pipeline('request')
            .handleMessageStart(start => { _seen = start.head.headers['content-encoding'] })
            .decompressHTTP()
            .handleMessageStart(start => { _seen += ',' + start.head.headers['content-encoding'] })
            .replaceMessage(request => new Message(_seen + ',' + request.body))
          """);
      var body = Compressed.of(Compressed.Frame.GZIP, "hello");
      try (var client = new RawClient(plane.port())) {
        client.send(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: "
                + body.length
                + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1));
        assertThat(client.body()).isEqualTo("gzip,undefined,hello");
      }
    }
  }
}
