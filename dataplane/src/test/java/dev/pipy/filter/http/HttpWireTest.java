package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1 through the proxy as RFC 9110 and RFC 9112 want it, seen from both ends. What the codec
/// refuses in detail stands in its own tests.
class HttpWireTest {

  private static final String H = " HTTP/1.1\r\nHost: h\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private static RunningDataPlane plane;
  private RawOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    plane = new RunningDataPlane(1);
    plane.activate(
        """
        pipy({ _path: '' })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request', { maxHeaderSize: '17k' })

          .pipeline('request')
          .handleMessageStart(message => { _path = message.head.path })
          .link(
            'script', () => _path.startsWith('/script'),
            'decoded', () => _path === '/decoded',
            'proxy')

          .pipeline('proxy')
          .muxHTTP('connection', '', { maxIdle: 0 })
          .handleMessageStart(({ head }) => {
            if (_path === '/touched') head.headers['x-a'] = 'a'
            if (_path === '/closed') head.headers.connection = 'close'
          })
          .replaceMessageStart(start =>
            _path === '/copied' ? new MessageStart({ headers: { ...start.head.headers } }) : start)

          .pipeline('decoded')
          .encodeHTTPRequest()
          .connect('127.0.0.1:$PORT2')
          .decodeHTTPResponse()

          .pipeline('connection')
          .connect('127.0.0.1:$PORT2')

          .pipeline('script')
          .replaceMessage(message => (
            _path === '/script/echo' ? new Message(message.body) :
            _path === '/script/value' ? new Message({ headers: { 'x-a': 'a\\r\\nx-b: b' } }, 'x') :
            _path === '/script/name' ? new Message({ headers: { 'x-a: a\\r\\nx-b': 'b' } }, 'x') :
            _path === '/script/nul' ? new Message({ headers: { 'x-a': 'a\\0' } }, 'x') :
            _path === '/script/reason' ? new Message({ statusText: 'OK\\r\\nx-b: b' }, 'x') :
            _path === '/script/framing' ? new Message(
              { headers: { 'content-length': '99', 'transfer-encoding': 'chunked' } }, 'x') :
            _path === '/script/many' ? new Message({ headers: { 'set-cookie': ['a=1', 'b=2'] } }, 'x') :
            new Message({ status: +_path.slice(8) }, 'body')
          ))

          .listen('127.0.0.1:$PORT3')
          .serveHTTP(message => new Message(message.body), { maxBodySize: 8 })
        """);
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  @BeforeEach
  void listen() throws Exception {
    origin = new RawOrigin(plane.port2());
  }

  @AfterEach
  void close() throws Exception {
    origin.close();
  }

  private static RawClient client() throws Exception {
    return new RawClient(plane.port());
  }

  // --- requests that are refused ---

  static final List<List<String>> REFUSED =
      List.of(
          List.of("400", "GET /\r\n\r\n"),
          List.of("400", "GET / HTTP/1.1\r\n\r\n"),
          List.of("400", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
          List.of("400", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
          List.of("400", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n"),
          List.of("400", "GET h:80" + H + "\r\n"),
          List.of("400", "GET *" + H + "\r\n"),
          List.of("400", "CONNECT /" + H + "\r\n"),
          List.of("400", "GET /" + H + "X : a\r\n\r\n"),
          List.of("400", "GET /" + H + "X: a\r\n folded\r\n\r\n"),
          List.of("400", "GET /" + H + "X: a\rb\r\n\r\n"),
          List.of("400", "GET /" + H + "X: a\nY: b\r\n\r\n"),
          List.of("400", "GET /" + H + "X: a\u0000b\r\n\r\n"),
          List.of("400", "POST /" + H + "Content-Length: +1\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: -1\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: 0x1\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: 1, 1\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: 99999999999999999999\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: 1\r\nContent-Length: 2\r\n\r\na"),
          List.of("400", "POST /" + H + "Content-Length: 1\r\n" + CHUNKED + "0\r\n\r\n"),
          List.of("400", "POST /" + H + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
          List.of("400", "POST / HTTP/1.0\r\n" + CHUNKED + "0\r\n\r\n"),
          List.of("400", "POST /" + H + CHUNKED + "FFFFFFFFFFFFFFFFF\r\n"),
          List.of("400", "POST /" + H + CHUNKED + "-1\r\n"),
          List.of("400", "POST /" + H + CHUNKED + " 1\r\na\r\n0\r\n\r\n"),
          List.of("400", "POST /" + H + CHUNKED + "1\na\r\n0\r\n\r\n"),
          List.of("400", "POST /" + H + CHUNKED + "1\r\nab\r\n0\r\n\r\n"),
          List.of("400", "POST /" + H + CHUNKED + "1;" + "e".repeat(5000) + "\r\n"),
          List.of("414", "GET /" + "a".repeat(17_000) + H + "\r\n"),
          List.of("431", "GET /" + H + "X: " + "a".repeat(18_000) + "\r\n\r\n"),
          List.of("431", "GET /" + H + "X: a\r\n".repeat(300) + "\r\n"),
          List.of("501", "POST /" + H + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
          List.of("505", "GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
          List.of("505", "GET / HTTP/1.2\r\nHost: h\r\n\r\n"));

  @ParameterizedTest
  @FieldSource("REFUSED")
  void refuses_a_request_and_ends_after_the_answer(List<String> statusAndRequest) throws Exception {
    try (var client = client()) {
      // given: one before it that is well formed, and one behind it
      client.send("GET /script/echo" + H + "\r\n" + statusAndRequest.getLast());
      client.send("GET /script/echo" + H + "\r\n");

      // then: the first is answered, then the bad one, then all is over, in order
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(client.response())
          .startsWith("HTTP/1.1 " + statusAndRequest.getFirst() + " ")
          .containsIgnoringCase("connection: close\r\n");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void refuses_a_body_that_is_too_large() throws Exception {
    try (var client = new RawClient(plane.port3())) {
      client.send("POST /" + H + "Content-Length: 9\r\n\r\n123456789");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
      client.send("POST /" + H + "Content-Length: 8\r\n\r\n12345678");
      assertThat(client.body()).isEqualTo("12345678");
    }
  }

  // --- bodies that are none ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\n",
        "204 No Content\r\nContent-Length: 5\r\n",
        "304 Not Modified\r\nContent-Length: 5\r\n",
        "304 Not Modified\r\n",
      })
  void knows_answers_without_a_body(String answer) throws Exception {
    try (var client = client().get("/");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 " + answer + "\r\n");
      var head = client.head();
      assertThat(head).startsWith("HTTP/1.1 " + answer.substring(0, 3));
      assertThat(head.contains("Content-Length: 5"))
          .isEqualTo(answer.contains("304") && answer.contains("5"));
      client.send("GET /script/echo" + H + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""})
  void answers_head_without_a_body(String field) throws Exception {
    try (var client = client().send("HEAD /" + H + "\r\n");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 200 OK\r\n" + field + "\r\n");
      assertThat(client.head().contains("Content-Length: 5")).isEqualTo(field.contains("5"));
      client.send("GET /script/echo" + H + "\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void sends_no_body_where_there_is_none_whatever_a_script_says(int status) throws Exception {
    try (var client = client().get("/script/" + status)) {
      assertThat(client.head()).startsWith("HTTP/1.1 " + status);
      client.send("HEAD /script/200" + H + "\r\n");
      assertThat(client.head()).contains("content-length: 4\r\n");
      assertThat(client.get("/script/200").body()).isEqualTo("body");
    }
  }

  // --- continue ---

  @Test
  void passes_interim_answers_on() throws Exception {
    try (var client =
            client().send("POST /" + H + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        var upstream = origin.accept()) {
      assertThat(upstream.head()).containsIgnoringCase("expect: 100-continue\r\n");
      upstream.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("body");
      assertThat(upstream.read(4)).isEqualTo("body");
      upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void tells_a_client_to_continue_when_a_script_takes_the_body() throws Exception {
    for (int port : new int[] {plane.port(), plane.port3()}) {
      try (var client = new RawClient(port)) {
        client.send("POST /script/echo" + H + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("body");
        assertThat(client.body()).isEqualTo("body");
      }
    }
  }

  // --- HTTP/1.0 ---

  @Test
  void sends_no_chunks_to_an_old_client() throws Exception {
    try (var client = client().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 200 OK\r\n" + CHUNKED + "3\r\nabc\r\n");
      assertThat(client.until("abc")).doesNotContainIgnoringCase("transfer-encoding");
      upstream.send("0\r\n\r\n");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void keeps_the_connection_of_an_old_client_that_asks_for_it() throws Exception {
    try (var client = client()) {
      client.send("GET /script/200 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.response()).containsIgnoringCase("connection: keep-alive\r\n");
      client.send("GET /script/200 HTTP/1.0\r\n\r\n");
      assertThat(client.rest()).contains("connection: close\r\n").endsWith("body");
    }
  }

  @Test
  void takes_an_answer_of_an_old_upstream() throws Exception {
    try (var client = client().get("/");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.0 200 OK\r\n\r\nabc");
      assertThat(client.until("abc")).startsWith("HTTP/1.1 200 OK\r\n");
      upstream.endOutput();
      assertThat(client.until("0\r\n\r\n")).isEqualTo("\r\n0\r\n\r\n");
    }
  }

  // --- fields ---

  @Test
  void keeps_repeated_fields_in_order_both_ways() throws Exception {
    try (var client = client().send("GET /" + H + "X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n\r\n");
        var upstream = origin.accept()) {
      assertThat(upstream.head()).contains("X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n");
      upstream.send(
          "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nX: 1\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.response()).contains("Set-Cookie: a\r\nX: 1\r\nSet-Cookie: b\r\n");
    }
  }

  @Test
  void keeps_trailers_both_ways() throws Exception {
    try (var client =
            client().send("POST /" + H + CHUNKED + "3;ext=1\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
        var upstream = origin.accept()) {
      assertThat(upstream.until("X-Sum: 1\r\n\r\n"))
          .endsWith("3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")
          .doesNotContain("ext");
      upstream.send("HTTP/1.1 200 OK\r\n" + CHUNKED + "2\r\nok\r\n0\r\nX-Sum: 2\r\n\r\n");
      assertThat(client.until("X-Sum: 2\r\n\r\n")).endsWith("2\r\nok\r\n0\r\nX-Sum: 2\r\n\r\n");
    }
  }

  @Test
  void passes_on_nothing_that_belongs_to_one_connection() throws Exception {
    try (var client =
            client()
                .send(
                    "GET /"
                        + H
                        + "Connection: x-mine, close\r\nX-Mine: 1\r\nKeep-Alive: 5\r\n"
                        + "Proxy-Connection: close\r\nTE: gzip\r\n\r\n");
        var upstream = origin.accept()) {
      assertThat(upstream.head()).isEqualTo("GET /" + H + "\r\n");
      upstream.send(
          "HTTP/1.1 200 OK\r\nConnection: x-yours\r\nX-Yours: 1\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.rest())
          .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nconnection: close\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/touched", "/copied", "/decoded"})
  void keeps_the_client_though_the_upstream_closes(String path) throws Exception {
    try (var client = client()) {
      for (int i = 0; i < 2; i++) {
        client.get(path);
        try (var upstream = origin.accept()) {
          upstream.head();
          upstream.send(
              "HTTP/1.1 200 OK\r\nConnection: x-yours, Close\r\nX-Yours: 1\r\n"
                  + "Content-Length: 2\r\n\r\nok");
          assertThat(client.response())
              .startsWith("HTTP/1.1 200 OK\r\n")
              .contains("connection: keep-alive\r\n")
              .doesNotContain("close")
              .endsWith("ok");
        }
      }
    }
  }

  @Test
  void closes_when_a_script_says_so_in_an_answer_of_an_upstream() throws Exception {
    try (var client = client().get("/closed");
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.rest())
          .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nconnection: close\r\n\r\nok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"value", "name", "nul", "reason"})
  void lets_no_script_break_out_of_a_field(String what) throws Exception {
    try (var client = client().get("/script/" + what)) {
      assertThat(client.response()).startsWith("HTTP/1.1 500 ").doesNotContain("x-b");
      assertThat(client.get("/script/200").body()).isEqualTo("body");
    }
  }

  @Test
  void frames_a_body_by_what_it_is_and_not_by_what_a_script_says() throws Exception {
    try (var client = client().get("/script/framing")) {
      assertThat(client.response()).contains("content-length: 1\r\n").doesNotContain("chunked");
      assertThat(client.get("/script/many").response())
          .contains("set-cookie: a=1\r\nset-cookie: b=2\r\n");
    }
  }

  // --- order and ends ---

  @Test
  void answers_pipelined_requests_in_order() throws Exception {
    try (var client =
        client()
            .send("GET /a" + H + "\r\nGET /script/200" + H + "\r\nGET /script/echo" + H + "\r\n")) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\na");
      }
      assertThat(client.response()).startsWith("HTTP/1.1 201 ");
      assertThat(client.body()).isEqualTo("body");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void takes_a_target_in_each_form() throws Exception {
    for (var target : List.of("/a?b", "http://h/a")) {
      try (var client = client().send("GET " + target + H + "\r\n");
          var upstream = origin.accept()) {
        assertThat(upstream.head()).isEqualTo("GET " + target + H + "\r\n");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        client.response();
      }
    }
    try (var client = client().send("OPTIONS *" + H + "\r\n");
        var upstream = origin.accept()) {
      assertThat(upstream.head()).isEqualTo("OPTIONS *" + H + "\r\n");
      upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      client.response();
    }
  }
}
