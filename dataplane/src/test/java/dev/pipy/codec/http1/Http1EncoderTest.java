package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codec.http.HttpHeaders;
import dev.pipy.codec.http.HttpTail;
import dev.pipy.codec.http.RequestHead;
import dev.pipy.codec.http.ResponseHead;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Http1EncoderTest {

  private static RequestHead received(String... lines) {
    var sink = new RecordingSink<RequestHead>();
    new Http1RequestDecoder(Http1Limits.DEFAULT, sink)
        .read(Wire.buffer(Wire.lines(lines) + "\r\n\r\n"));
    return sink.heads.getFirst();
  }

  private static ResponseHead answered(String... lines) {
    var request = new RequestFacts(true, false, true, true);
    var sink = new RecordingSink<ResponseHead>();
    new Http1ResponseDecoder(Http1Limits.DEFAULT, sink, _ -> request)
        .read(Wire.buffer(Wire.lines(lines) + "\r\n\r\n"));
    return sink.heads.getFirst();
  }

  private static String written(RequestHead head, Framing framing, ConnectionOption option) {
    var out = Unpooled.buffer();
    Http1Encoder.writeRequest(out, head, framing, option);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String written(ResponseHead head, Framing framing, ConnectionOption option) {
    var out = Unpooled.buffer();
    Http1Encoder.writeResponse(out, head, framing, option);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String head(String... lines) {
    return Wire.lines(lines) + "\r\n\r\n";
  }

  @Test
  void copies_a_received_request_as_it_came() {
    String[] lines = {"PUT /a?b HTTP/1.1", "HOST: x", "A:b", "a: c", "Cookie: \u00e9", "Te-x: 1"};

    assertThat(written(received(lines), Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head(lines));
  }

  @Test
  void leaves_out_what_belongs_to_the_other_connection() {
    var head =
        received(
            "GET / HTTP/1.1",
            "Connection: keep-alive, X-Mine, Host, content-length",
            "Host: x",
            "Keep-Alive: timeout=5",
            "X-Mine: 1",
            "Proxy-Connection: keep-alive",
            "A: b",
            "Upgrade: h2c",
            "TE: gzip",
            "Trailer: A");

    assertThat(written(head, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "Host: x", "A: b"));
    assertThat(written(head, Framing.NONE, ConnectionOption.CLOSE))
        .isEqualTo(head("GET / HTTP/1.1", "Host: x", "A: b", "connection: close"));
  }

  @Test
  void keeps_what_a_script_sets_even_if_the_client_names_it() {
    // given
    var head = received("GET / HTTP/1.1", "Host: x", "Connection: X-For", "X-For: client");

    // when
    head.headers().set("x-for", "script");

    // then
    assertThat(written(head, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "Host: x", "X-For: script"));
  }

  @Test
  void passes_on_an_upgrade_and_the_wish_for_trailers() {
    var head =
        received(
            "GET / HTTP/1.1",
            "Host: x",
            "Upgrade: websocket",
            "Connection: Upgrade, TE",
            "TE: trailers, gzip");

    assertThat(written(head, Framing.NONE, ConnectionOption.UPGRADE))
        .isEqualTo(
            head(
                "GET / HTTP/1.1",
                "Host: x",
                "Upgrade: websocket",
                "te: trailers",
                "connection: upgrade, te"));
    assertThat(written(head, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "Host: x", "te: trailers", "connection: te"));
  }

  @Test
  void frames_the_body_anew() {
    var head = received("POST / HTTP/1.1", "Host: x", "Content-Length: 5", "A: b");

    assertThat(written(head, Framing.ofLength(5), ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("POST / HTTP/1.1", "Host: x", "Content-Length: 5", "A: b"));
    assertThat(written(head, Framing.ofLength(1234567), ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("POST / HTTP/1.1", "Host: x", "A: b", "content-length: 1234567"));
    assertThat(written(head, Framing.CHUNKED, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("POST / HTTP/1.1", "Host: x", "A: b", "transfer-encoding: chunked"));
    assertThat(written(head, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("POST / HTTP/1.1", "Host: x", "A: b"));
  }

  @Test
  void never_writes_framing_fields_that_a_script_set() {
    // given
    var headers = new HttpHeaders();
    headers.add("content-length", "5");
    headers.add("Content-Length", "6");
    headers.add("Transfer-Encoding", "gzip");
    headers.add("host", "a");
    headers.add("host", "b");

    // when
    var head = new RequestHead("POST", "/", "HTTP/1.1", headers);

    // then
    assertThat(written(head, Framing.ofLength(5), ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("POST / HTTP/1.1", "host: b", "content-length: 5"));
  }

  @Test
  void gives_a_request_without_host_an_empty_one_or_leaves_it_http_1_0() {
    var made = new RequestHead("GET", "/", "HTTP/1.1", new HttpHeaders());
    var old = received("GET / HTTP/1.0", "A: b");

    assertThat(written(made, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "host: "));
    assertThat(written(old, Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.0", "A: b", "connection: keep-alive"));
    assertThat(written(old, Framing.CHUNKED, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "host: ", "A: b", "transfer-encoding: chunked"));
    assertThat(
            written(
                received("GET / HTTP/1.0", "Host: x"), Framing.NONE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("GET / HTTP/1.1", "Host: x"));
  }

  @Test
  void copies_a_received_response_in_our_version() {
    String[] lines = {"HTTP/1.0 404 N\u00e9", "Server: x", "Set-Cookie: a", "set-cookie: b"};

    assertThat(written(answered(lines), Framing.ofLength(0), ConnectionOption.KEEP_ALIVE))
        .isEqualTo(
            head(
                "HTTP/1.1 404 N\u00e9",
                "Server: x",
                "Set-Cookie: a",
                "set-cookie: b",
                "content-length: 0",
                "connection: keep-alive"));
  }

  @Test
  void writes_a_response_for_each_framing() {
    var head = new ResponseHead(204, null, "HTTP/1.1", new HttpHeaders());

    assertThat(written(head, Framing.NONE, ConnectionOption.CLOSE))
        .isEqualTo(head("HTTP/1.1 204 No Content", "connection: close"));
    assertThat(written(head, Framing.UNTIL_CLOSE, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(head("HTTP/1.1 204 No Content", "connection: close"));
    assertThat(written(head, Framing.CHUNKED, ConnectionOption.KEEP_ALIVE))
        .isEqualTo(
            head(
                "HTTP/1.1 204 No Content", "transfer-encoding: chunked", "connection: keep-alive"));
    assertThat(written(head, Framing.NONE, ConnectionOption.NONE))
        .isEqualTo(head("HTTP/1.1 204 No Content"));
  }

  @Test
  void says_in_a_response_to_head_how_long_the_body_would_be() {
    var upstream = answered("HTTP/1.1 200", "Content-Length: 9", "Transfer-X: 1");
    var own = new Framing(Framing.Kind.DESCRIBED, Framing.UNKNOWN_LENGTH);
    var other = new Framing(Framing.Kind.DESCRIBED, 7);

    assertThat(written(upstream, own, ConnectionOption.NONE))
        .isEqualTo(head("HTTP/1.1 200 ", "Content-Length: 9", "Transfer-X: 1"));
    assertThat(written(upstream, other, ConnectionOption.NONE))
        .isEqualTo(head("HTTP/1.1 200 ", "Transfer-X: 1", "content-length: 7"));
    assertThat(written(answered("HTTP/1.1 304 X"), own, ConnectionOption.NONE))
        .isEqualTo(head("HTTP/1.1 304 X"));
  }

  @Test
  void passes_on_a_switch_of_protocols() {
    var head = answered("HTTP/1.1 101 Go", "Connection: Upgrade", "Upgrade: websocket");

    assertThat(written(head, Framing.NONE, ConnectionOption.UPGRADE))
        .isEqualTo(head("HTTP/1.1 101 Go", "Upgrade: websocket", "connection: upgrade"));
  }

  @Test
  void writes_chunks() {
    var out = Unpooled.buffer();
    for (int size : new int[] {1, 9, 10, 15, 16, 255, 256, 65536, Integer.MAX_VALUE}) {
      Http1Encoder.writeChunkStart(out, size);
    }
    Http1Encoder.writeChunkEnd(out);

    assertThat(out.toString(StandardCharsets.US_ASCII))
        .isEqualTo("1\r\n9\r\na\r\nf\r\n10\r\nff\r\n100\r\n10000\r\n7fffffff\r\n\r\n");
    assertThatThrownBy(() -> Http1Encoder.writeChunkStart(out, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String lastChunk(@Nullable HttpTail tail) {
    var out = Unpooled.buffer();
    Http1Encoder.writeLastChunk(out, tail);
    return out.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void writes_trailers_but_none_that_could_reframe_or_reroute() {
    // given
    var headers = new HttpHeaders();
    headers.add("X-Sum", "1");
    headers.add("content-length", "5");
    headers.add("Transfer-Encoding", "chunked");
    headers.add("host", "x");
    headers.add("x-sum", "2");

    // then
    assertThat(lastChunk(null)).isEqualTo("0\r\n\r\n");
    assertThat(lastChunk(new HttpTail(headers))).isEqualTo("0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n");
  }
}
