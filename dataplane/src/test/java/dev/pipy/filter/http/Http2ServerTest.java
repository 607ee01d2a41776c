package dev.pipy.filter.http;

import static dev.pipy.testing.RawHttp2Peer.DATA;
import static dev.pipy.testing.RawHttp2Peer.END_HEADERS;
import static dev.pipy.testing.RawHttp2Peer.GOAWAY;
import static dev.pipy.testing.RawHttp2Peer.HEADERS;
import static dev.pipy.testing.RawHttp2Peer.PING;
import static dev.pipy.testing.RawHttp2Peer.RST_STREAM;
import static dev.pipy.testing.RawHttp2Peer.SETTINGS;
import static dev.pipy.testing.RawHttp2Peer.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawHttp2Peer;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/2 as a client on a real socket sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ServerTest {

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int COMPRESSION_ERROR = 9;

  private static final String SCRIPT =
      """
      pipy()
        .listen($PORT)
        .demuxHTTP('request')

        .pipeline('request')
        .replaceMessage(msg => (
          msg.head.path == '/throw' ? (() => { throw new Error('thrown') })() :
          msg.head.path == '/big' ? new Message('x'.repeat(300000)) :
          msg.head.path == '/head' ? new Message(JSON.stringify(msg.head)) :
          msg.head.path == '/hop' ? new Message({ headers: { 'X-Upper': 'A', connection: 'x-hop', 'x-hop': '1', 'keep-alive': '5', upgrade: 'x' } }, 'y') :
          msg.head.path == '/204' ? new Message({ status: 204 }) :
          msg.head.path == '/trailers' ? new Message({}, 'body', { headers: { 'X-Sum': '1' } }) :
          new Message({ headers: { 'x-method': msg.head.method } }, msg.body?.size ? msg.body : 'empty')
        ))

        .listen($PORT2)
        .demuxHTTP('slow')
        .pipeline('slow')
        .muxHTTP('connection', '')
        .pipeline('connection')
        .connect('127.0.0.1:$PORT3')
      """;

  private RunningDataPlane proxy = new RunningDataPlane(1);

  @BeforeAll
  void start() throws Exception {
    proxy.activate(SCRIPT);
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  private RawHttp2Peer client() throws IOException {
    return RawHttp2Peer.client(proxy.port());
  }

  @Test
  void answers_a_request_with_a_body() throws IOException {
    try (var client = client()) {
      client.request(1, false, "POST", "/").data(1, true, "hello");

      assertThat(client.message(1))
          .isEqualTo("{:status=200, content-length=5, x-method=POST}hello");
    }
  }

  @Test
  void answers_many_streams_of_one_connection() throws IOException {
    try (var client = client()) {
      for (int id = 1; id < 200; id += 2) {
        client.get(id, "/");
      }
      for (int id = 1; id < 200; id += 2) {
        assertThat(client.message(id)).endsWith("empty");
      }
    }
  }

  @Test
  void shows_scripts_what_http_2_says() throws IOException {
    try (var client = client()) {
      client.get(1, "/head");

      assertThat(client.message(1))
          .contains("\"protocol\":\"HTTP/2\"")
          .contains("\"scheme\":\"http\"")
          .contains("\"authority\":\"localhost\"")
          .contains("\"host\":\"localhost\"");
    }
  }

  @Test
  void joins_the_crumbs_of_a_cookie() throws IOException {
    try (var client = client()) {
      client.headers(
          1,
          true,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":path",
          "/head",
          ":authority",
          "h",
          "cookie",
          "a=1",
          "x-a",
          "1",
          "cookie",
          "b=2");

      assertThat(client.message(1)).contains("\"cookie\":\"a=1; b=2\"");
    }
  }

  @Test
  void sends_names_in_lower_case_and_nothing_that_belongs_to_one_connection() throws IOException {
    try (var client = client()) {
      client.get(1, "/hop");

      assertThat(client.message(1))
          .contains("x-upper=A")
          .doesNotContain("connection")
          .doesNotContain("keep-alive")
          .doesNotContain("upgrade");
    }
  }

  @Test
  void sends_trailers() throws IOException {
    try (var client = client()) {
      client.get(1, "/trailers");

      assertThat(client.message(1)).endsWith("body{x-sum=1}");
    }
  }

  @Test
  void ends_the_stream_with_the_head_when_there_is_no_body() throws IOException {
    try (var client = client()) {
      client.get(1, "/204").request(3, true, "HEAD", "/big");

      assertThat(client.await(HEADERS, 1).endsStream()).isTrue();
      var head = client.await(HEADERS, 3);
      assertThat(head.endsStream()).isTrue();
      assertThat(head.text()).contains("content-length=300000");
    }
  }

  @Test
  void answers_500_for_a_script_that_fails() throws IOException {
    try (var client = client()) {
      client.get(1, "/throw").get(3, "/");

      assertThat(client.message(1)).contains(":status=500");
      assertThat(client.message(3)).endsWith("empty");
    }
  }

  @Test
  void answers_502_when_the_upstream_is_not_there() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port2())) {
      client.get(1, "/");

      assertThat(client.message(1)).contains(":status=502");
    }
  }

  @Test
  void sends_no_more_than_the_client_takes() throws IOException {
    try (var client = client()) {
      // given
      client.settings(4, 1000).get(1, "/big");
      var first = client.await(DATA, 1);
      assertThat(first.text()).hasSize(1000);

      // when: another stream is not held up, and a ping shows that nothing more comes
      client.get(3, "/").frame(PING, 0, 0, new byte[8]);
      client.await(PING);
      client.number(WINDOW_UPDATE, 1, 400_000).number(WINDOW_UPDATE, 0, 400_000);

      // then
      int size = 1000;
      for (var frame = client.await(DATA, 1); ; frame = client.await(DATA, 1)) {
        size += frame.text().length();
        if (frame.endsStream()) {
          break;
        }
      }
      assertThat(size).isEqualTo(300_000);
    }
  }

  @Test
  void widens_the_window_of_a_body_that_is_read() throws IOException {
    try (var client = client()) {
      client.request(1, false, "POST", "/");
      int sent = 0;
      for (; sent < (1 << 20); sent += 16_384) {
        client.data(1, false, "x".repeat(16_384));
      }

      assertThat(client.await(WINDOW_UPDATE, 1).code()).isGreaterThan(100_000);
    }
  }

  @Test
  void answers_ping() throws IOException {
    try (var client = client()) {
      client.frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

      var ack = client.await(PING);
      assertThat(ack.flags()).isEqualTo(RawHttp2Peer.ACK);
      assertThat(ack.text()).isEqualTo("\1\2\3\4\5\6\7\10");
    }
  }

  @Test
  void switches_from_http_1_when_asked_to() throws IOException {
    try (var client = RawHttp2Peer.silent(proxy.port())) {
      var request =
          "GET /head HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n";
      client.send(request + RawHttp2Peer.PREFACE).frame(SETTINGS, 0, 0);

      var switching =
          "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n";
      assertThat(client.text(switching.length())).isEqualTo(switching);
      assertThat(client.message(1)).contains(":status=200").contains("\"path\":\"/head\"");
      client.get(3, "/");
      assertThat(client.message(3)).endsWith("empty");
    }
  }

  @Test
  void stays_with_http_1_when_the_switch_is_asked_for_in_a_wrong_way() throws IOException {
    try (var client = new RawClient(proxy.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");

      assertThat(client.response()).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void finishes_streams_after_the_end_of_input() throws IOException {
    try (var client = client()) {
      client.get(1, "/").endOutput();

      assertThat(client.message(1)).endsWith("empty");
      while (client.next() != null) {
        // settings and the like
      }
    }
  }

  static Stream<Arguments> malformed() {
    String[] start = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "h"};
    return Stream.of(
        Arguments.of("upper case", with(start, "X-A", "1")),
        Arguments.of("connection", with(start, "connection", "x")),
        Arguments.of("keep-alive", with(start, "keep-alive", "1")),
        Arguments.of("proxy-connection", with(start, "proxy-connection", "x")),
        Arguments.of("transfer-encoding", with(start, "transfer-encoding", "chunked")),
        Arguments.of("upgrade", with(start, "upgrade", "websocket")),
        Arguments.of("te other than trailers", with(start, "te", "gzip")),
        Arguments.of("line break in value", with(start, "x-a", "1\r\nx-b: 2")),
        Arguments.of("line feed in value", with(start, "x-a", "1\nx-b: 2")),
        Arguments.of("NUL in value", with(start, "x-a", "1\0")),
        Arguments.of("blank before value", with(start, "x-a", " 1")),
        Arguments.of("blank after value", with(start, "x-a", "1 ")),
        Arguments.of("colon in name", with(start, "x:a", "1")),
        Arguments.of("blank in name", with(start, "x a", "1")),
        Arguments.of("empty name", with(start, "", "1")),
        Arguments.of("another host", with(start, "host", "other")),
        Arguments.of(
            "content-length repeated", with(start, "content-length", "0", "content-length", "0")),
        Arguments.of("content-length not a number", with(start, "content-length", "+0")),
        Arguments.of("content-length without body", with(start, "content-length", "5")),
        Arguments.of("pseudo-field behind fields", with(start, "x-a", "1", ":path", "/b")),
        Arguments.of("pseudo-field repeated", with(start, ":path", "/b")),
        Arguments.of("unknown pseudo-field", with(start, ":protocol", "websocket")),
        Arguments.of("status in a request", with(start, ":status", "200")),
        Arguments.of(
            "no method", new String[] {":scheme", "http", ":path", "/", ":authority", "h"}),
        Arguments.of("no scheme", new String[] {":method", "GET", ":path", "/", ":authority", "h"}),
        Arguments.of(
            "no path", new String[] {":method", "GET", ":scheme", "http", ":authority", "h"}),
        Arguments.of(
            "no authority", new String[] {":method", "GET", ":scheme", "http", ":path", "/"}),
        Arguments.of("empty path", request("GET", "", "h")),
        Arguments.of("relative path", request("GET", "a", "h")),
        Arguments.of("absolute path", request("GET", "http://h/", "h")),
        Arguments.of("asterisk with GET", request("GET", "*", "h")),
        Arguments.of("blank in path", request("GET", "/a HTTP/1.1\r\nx-b: 1", "h")),
        Arguments.of("fragment in path", request("GET", "/a#b", "h")),
        Arguments.of("method that is no token", request("GET /", "/", "h")),
        Arguments.of("user in authority", request("GET", "/", "u@h")),
        Arguments.of("line break in authority", request("GET", "/", "h\r\nx-a: 1")),
        Arguments.of("CONNECT with a path", request("CONNECT", "/", "h:1")),
        Arguments.of(
            "CONNECT without port", new String[] {":method", "CONNECT", ":authority", "h"}));
  }

  private static String[] with(String[] start, String... more) {
    return Stream.concat(Stream.of(start), Stream.of(more)).toArray(String[]::new);
  }

  private static String[] request(String method, String path, String authority) {
    return new String[] {
      ":method", method, ":scheme", "http", ":path", path, ":authority", authority
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void resets_the_stream_of_a_malformed_request(String what, String[] fields) throws IOException {
    try (var client = client()) {
      client.headers(1, true, fields).get(3, "/");

      var reset = client.await(RST_STREAM);
      assertThat(reset.streamId()).as(what).isEqualTo(1);
      assertThat(reset.code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(client.message(3)).endsWith("empty");
    }
  }

  @Test
  void resets_the_stream_of_a_body_that_is_not_of_its_length() throws IOException {
    try (var client = client()) {
      String[] head = with(request("POST", "/", "h"), "content-length", "3");
      client.headers(1, false, head).data(1, true, "1234");
      client.headers(3, false, head).data(3, true, "12");
      client.headers(5, false, head).data(5, true, "123");

      assertThat(client.message(1)).isEqualTo("<reset 1>");
      assertThat(client.message(3)).isEqualTo("<reset 1>");
      assertThat(client.message(5)).endsWith("123");
    }
  }

  @Test
  void refuses_streams_beyond_the_limit() throws IOException {
    try (var client = client()) {
      for (int id = 1; id <= 203; id += 2) {
        client.request(id, false, "POST", "/");
      }

      var reset = client.await(RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(201);
      assertThat(reset.code()).isEqualTo(7);
      client.data(1, true, "1");
      assertThat(client.message(1)).endsWith("1");
    }
  }

  @Test
  void answers_431_when_the_fields_are_too_large_and_goes_on() throws IOException {
    try (var client = client()) {
      // given: one large entry of the table, said over and over
      var large = "v".repeat(3000);
      var first = client.block(with(request("GET", "/", "h"), "x-large", large));
      var again = client.block(with(request("GET", "/", "h"), "x-large", large));
      var bomb = new byte[first.length + 100];
      System.arraycopy(first, 0, bomb, 0, first.length);
      java.util.Arrays.fill(bomb, first.length, bomb.length, again[again.length - 1]);

      // when
      client.frame(HEADERS, END_HEADERS | RawHttp2Peer.END_STREAM, 1, bomb);

      // then
      assertThat(client.message(1)).contains(":status=431");
      client.get(3, "/");
      assertThat(client.message(3)).endsWith("empty");
    }
  }

  @Test
  void answers_431_when_there_are_too_many_fields_and_goes_on() throws IOException {
    try (var client = client()) {
      var many = new ArrayList<String>();
      for (int i = 0; i < 250; i++) {
        many.addAll(List.of("x-" + i, "v"));
      }
      client.headers(1, true, with(request("GET", "/", "h"), many.toArray(String[]::new)));
      assertThat(client.message(1)).isEqualTo("{:status=431}");

      client.headers(3, false, with(request("POST", "/", "h"), many.toArray(String[]::new)));
      assertThat(client.message(3)).isEqualTo("{:status=431}");
      var reset = client.await(RST_STREAM);
      assertThat(reset.streamId()).isEqualTo(3);
      assertThat(reset.code()).isEqualTo(NO_ERROR);

      var crumbs = new ArrayList<String>();
      for (int i = 0; i < 250; i++) {
        crumbs.addAll(List.of("cookie", "c" + i + "=v"));
      }
      client.headers(5, true, with(request("GET", "/", "h"), crumbs.toArray(String[]::new)));
      assertThat(client.message(5)).endsWith("empty");
    }
  }

  @Test
  void answers_431_when_the_fields_are_too_large_on_the_wire() throws IOException {
    try (var client = client()) {
      byte[] block = client.block(with(request("GET", "/", "h"), "x", "{".repeat(100_000)));
      assertThat(block).hasSizeGreaterThan(100_000);
      client.frame(HEADERS, RawHttp2Peer.END_STREAM, 1, java.util.Arrays.copyOf(block, 16_000));
      for (int at = 16_000; at < block.length; at += 16_000) {
        int end = Math.min(block.length, at + 16_000);
        client.frame(
            RawHttp2Peer.CONTINUATION,
            end == block.length ? END_HEADERS : 0,
            1,
            java.util.Arrays.copyOfRange(block, at, end));
      }
      assertThat(client.message(1)).isEqualTo("{:status=431}");
      client.get(3, "/");
      assertThat(client.message(3)).endsWith("empty");
    }
  }

  /// Violations that cost the connection.
  interface Violation {
    void commit(RawHttp2Peer client) throws IOException;
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        violation("DATA on stream 0", PROTOCOL_ERROR, c -> c.data(0, false, "x")),
        violation("DATA on an idle stream", PROTOCOL_ERROR, c -> c.data(1, false, "x")),
        violation("even stream", PROTOCOL_ERROR, c -> c.get(2, "/")),
        violation("HEADERS on stream 0", PROTOCOL_ERROR, c -> c.get(0, "/")),
        violation("RST_STREAM on an idle stream", PROTOCOL_ERROR, c -> c.number(RST_STREAM, 1, 0)),
        violation(
            "WINDOW_UPDATE on an idle stream", PROTOCOL_ERROR, c -> c.number(WINDOW_UPDATE, 1, 1)),
        violation("WINDOW_UPDATE of nothing", PROTOCOL_ERROR, c -> c.number(WINDOW_UPDATE, 0, 0)),
        violation(
            "window overflow", FLOW_CONTROL_ERROR, c -> c.number(WINDOW_UPDATE, 0, 0x7fffffff)),
        violation("initial window overflow", FLOW_CONTROL_ERROR, c -> c.settings(4, 0x80000000)),
        violation("largest frame too small", PROTOCOL_ERROR, c -> c.settings(5, 100)),
        violation("push that is neither", PROTOCOL_ERROR, c -> c.settings(2, 2)),
        violation(
            "SETTINGS of a broken length",
            FRAME_SIZE_ERROR,
            c -> c.frame(SETTINGS, 0, 0, (byte) 1)),
        violation("SETTINGS on a stream", PROTOCOL_ERROR, c -> c.frame(SETTINGS, 0, 1)),
        violation(
            "SETTINGS ack with payload",
            FRAME_SIZE_ERROR,
            c -> c.frame(SETTINGS, 1, 0, new byte[6])),
        violation("PING of a broken length", FRAME_SIZE_ERROR, c -> c.frame(PING, 0, 0, (byte) 1)),
        violation("PING on a stream", PROTOCOL_ERROR, c -> c.frame(PING, 0, 1, new byte[8])),
        violation("PUSH_PROMISE", PROTOCOL_ERROR, c -> c.frame(5, 4, 1, new byte[8])),
        violation("CONTINUATION alone", PROTOCOL_ERROR, c -> c.frame(9, 4, 1)),
        violation(
            "block interrupted",
            PROTOCOL_ERROR,
            c -> c.frame(HEADERS, 0, 1).frame(PING, 0, 0, new byte[8])),
        violation(
            "block of another stream", PROTOCOL_ERROR, c -> c.frame(HEADERS, 0, 1).frame(9, 4, 3)),
        violation(
            "padding larger than DATA",
            PROTOCOL_ERROR,
            c -> c.request(1, false, "POST", "/").frame(DATA, 8, 1, (byte) 9, (byte) 0)),
        violation(
            "padding larger than HEADERS",
            PROTOCOL_ERROR,
            c -> c.frame(HEADERS, 4 | 8, 1, (byte) 9, (byte) 0)),
        violation(
            "broken block",
            COMPRESSION_ERROR,
            c ->
                c.frame(
                    HEADERS,
                    5,
                    1,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff)),
        violation(
            "table larger than allowed",
            COMPRESSION_ERROR,
            c -> c.frame(HEADERS, 5, 1, (byte) 0x3f, (byte) 0xe1, (byte) 0xff, (byte) 0x03)),
        violation("frame too large", FRAME_SIZE_ERROR, c -> c.frame(DATA, 0, 1, new byte[16_385])),
        violation("stream number going back", STREAM_CLOSED, c -> c.get(5, "/").get(3, "/")));
  }

  private static Arguments violation(String what, int error, Violation violation) {
    return Arguments.of(what, error, violation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void ends_the_connection_that_breaks_a_rule(String what, int error, Violation violation)
      throws IOException {
    try (var other = client();
        var client = client()) {
      violation.commit(client);

      assertThat(client.goAwayAndEnd()).as(what).isEqualTo(error);
      other.get(1, "/");
      assertThat(other.message(1)).endsWith("empty");
    }
  }

  @Test
  void ends_a_connection_whose_first_frame_is_not_settings() throws IOException {
    try (var client = RawHttp2Peer.silent(proxy.port())) {
      client.send(RawHttp2Peer.PREFACE).frame(PING, 0, 0, new byte[8]);

      assertThat(client.goAwayAndEnd()).isEqualTo(PROTOCOL_ERROR);
    }
  }

  @Test
  void announces_the_end_when_the_program_is_replaced_and_takes_what_is_on_its_way()
      throws Exception {
    try (var plane = new RunningDataPlane(1)) {
      plane.activate("pipy().listen($PORT).serveHTTP(() => new Message('old'))");
      try (var client = RawHttp2Peer.client(plane.port())) {
        client.get(1, "/");
        assertThat(client.message(1)).endsWith("old");

        // when
        plane.activate("pipy().listen($PORT).serveHTTP(() => new Message('new'))");

        // then
        var announced = client.await(GOAWAY);
        assertThat(announced.text()).startsWith("\u007f\u00ff\u00ff\u00ff");
        assertThat(announced.code()).isEqualTo(NO_ERROR);
        client.get(3, "/");
        assertThat(client.message(3)).endsWith("old");
        assertThat(client.await(GOAWAY).text()).startsWith("\0\0\0\3");
        assertThat(client.next()).isNull();
      }
    }
  }
}
