package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http1RequestDecoderTest {

  private static final String GET = "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET_HEAD = "GET /a?b HTTP/1.1 {Host=x} length=0";

  private static void assertDecodes(String input, String... events) {
    EverySplit.of(
        Wire.octets(input),
        pieces ->
            assertThat(Wire.requests(pieces))
                .as("%d pieces of %s", pieces.size(), input)
                .containsExactly(events));
  }

  @Test
  void decodes_a_request_without_a_body() {
    assertDecodes(GET, GET_HEAD, "end");
  }

  @Test
  void decodes_pipelined_requests_in_order() {
    assertDecodes(
        GET + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET,
        GET_HEAD,
        "end",
        "POST / HTTP/1.1 {Host=x, Content-Length=3} length=3",
        "data abc",
        "end",
        GET_HEAD,
        "end");
  }

  @Test
  void decodes_chunks_with_extensions_and_trailers() {
    assertDecodes(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "3;a=b;c=\"d\"\r\nabc\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"
            + GET,
        "POST / HTTP/1.1 {Host=x, Transfer-Encoding=Chunked} length=-1",
        "data abc0123456789",
        "end {X-Sum=1, X-Sum=2}",
        GET_HEAD,
        "end");
  }

  @Test
  void decodes_an_empty_chunked_body() {
    assertDecodes(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
        "POST / HTTP/1.1 {Host=x, Transfer-Encoding=chunked} length=-1",
        "end",
        GET_HEAD,
        "end");
  }

  @Test
  void strips_blanks_around_values_and_keeps_those_inside() {
    assertDecodes(
        "GET / HTTP/1.1\r\nHost:x\r\nA: \t b c\td \t\r\nB:\r\nC: \u00e9\r\n\r\n",
        "GET / HTTP/1.1 {Host=x, A=b c\td, B=, C=\u00e9} length=0",
        "end");
  }

  @Test
  void takes_every_form_of_target() {
    for (var line :
        List.of(
            "OPTIONS * HTTP/1.1",
            "CONNECT x:443 HTTP/1.1",
            "CONNECT [::1]:1 HTTP/1.1",
            "GET http://X:80/a?b HTTP/1.1",
            "GET https://x:443?b HTTP/1.1",
            "GET http://x HTTP/1.1",
            "ODD-m3thod!~ /%7Bx}|\"<> HTTP/1.1")) {
      assertDecodes(line + "\r\nHost: x\r\n\r\n", line + " {Host=x} length=0", "end");
    }
  }

  @Test
  void takes_every_form_of_host() {
    for (var host :
        List.of("", "x", "x:", "x:8080", "[::1]", "[::ffff:1.2.3.4]:80", "a_b.c-d%20", "1.2.3.4")) {
      assertDecodes(
          "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
          "GET / HTTP/1.1 {Host=" + host + "} length=0",
          "end");
    }
  }

  @Test
  void does_without_host_in_http_1_0() {
    assertDecodes("GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0 {} length=0", "end");
  }

  @Test
  void skips_a_few_empty_lines_before_a_request() {
    assertDecodes("\r\n\r\n" + GET + "\r\n" + GET + "\r\n", GET_HEAD, "end", GET_HEAD, "end");
  }

  @Test
  void tells_input_that_ends_inside_a_request() {
    var post = Wire.octets("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    for (int length = 1; length < post.length; length++) {
      var lines = Wire.requests(List.of(Arrays.copyOf(post, length)));
      assertThat(lines.getLast()).as("first %d bytes", length).isEqualTo("truncated");
      assertThat(lines).doesNotContain("end");
    }
    var chunked =
        Wire.octets(
            Wire.lines(
                "POST / HTTP/1.1",
                "Host: x",
                "Transfer-Encoding: chunked",
                "",
                "1",
                "a",
                "0",
                "A: b",
                "",
                ""));
    for (int length = 1; length < chunked.length; length++) {
      var lines = Wire.requests(List.of(Arrays.copyOf(chunked, length)));
      assertThat(lines.getLast()).as("first %d bytes", length).isEqualTo("truncated");
    }
  }

  @Test
  void says_nothing_when_input_ends_between_requests() {
    assertDecodes("");
    assertDecodes("\r\n");
  }

  @Test
  void takes_heads_up_to_the_limits() {
    var limits = new Http1Limits(20, 62, 3, 8, 16);
    String head = "GET /aaaaaa HTTP/1.1\r\nHost: x\r\nB: " + "b".repeat(20) + "\r\nC:\r\n\r\n";
    assertThat(head).hasSize(62);
    EverySplit.of(
        Wire.octets(head),
        pieces -> assertThat(Wire.requests(pieces, limits)).hasSize(2).contains("end"));
  }
}
