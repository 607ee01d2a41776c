package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.http.ResponseHead;
import dev.pipy.testing.EverySplit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class Http1ResponseDecoderTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static void assertDecodes(
      @Nullable ExpectedRequest request, String input, String... events) {
    EverySplit.of(
        Wire.octets(input),
        pieces ->
            assertThat(Wire.responses(pieces, request))
                .as("%d pieces of %s", pieces.size(), input)
                .containsExactly(events));
  }

  @Test
  void decodes_a_body_of_known_length_and_what_follows() {
    assertDecodes(
        null,
        OK + "Content-Length: 2\r\n\r\nhi" + OK + "Content-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK {Content-Length=2} length=2",
        "data hi",
        "end",
        "HTTP/1.1 200 OK {Content-Length=0} length=0",
        "end");
  }

  @Test
  void decodes_chunks_and_trailers() {
    assertDecodes(
        Wire.get(),
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 200 OK {Transfer-Encoding=chunked} length=-1",
        "data hi",
        "end {A=b}");
  }

  @Test
  void reads_until_close_when_nothing_is_said() {
    assertDecodes(
        Wire.get(),
        "HTTP/1.0 200 OK\r\n\r\nhi\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK {} length=-1",
        "data hi\r\nHTTP/1.1 200 OK\r\n\r\n",
        "end");
    assertDecodes(Wire.get(), OK + "\r\n", "HTTP/1.1 200 OK {} length=-1", "end");
  }

  @Test
  void finds_no_body_where_there_cannot_be_one() {
    for (var line : List.of("204 No Content", "304 Not Modified")) {
      assertDecodes(
          Wire.get(),
          "HTTP/1.1 " + line + "\r\nContent-Length: 5\r\n\r\n" + OK + "Content-Length: 0\r\n\r\n",
          "HTTP/1.1 " + line + " {Content-Length=5} length=0",
          "end",
          "HTTP/1.1 200 OK {Content-Length=0} length=0",
          "end");
    }
    assertDecodes(
        Wire.head(),
        OK + "Content-Length: 5\r\n\r\n" + OK + "Transfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK {Content-Length=5} length=0",
        "end",
        "HTTP/1.1 200 OK {Transfer-Encoding=chunked} length=0",
        "end");
  }

  @Test
  void passes_on_interim_responses_without_asking_for_the_request() {
    // given
    var requests = new ArrayDeque<ExpectedRequest>(List.of(Wire.head()));
    var sink = new RecordingSink<ResponseHead>();
    var decoder = new Http1ResponseDecoder(Http1Limits.DEFAULT, sink, _ -> requests.poll());

    // when
    decoder.read(
        Wire.buffer(
            Wire.lines(
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 103 Early Hints",
                "Link: a",
                "",
                "HTTP/1.1 200 OK",
                "Content-Length: 5",
                "",
                "")));

    // then
    assertThat(sink.lines)
        .containsExactly(
            "HTTP/1.1 100 Continue {} length=0",
            "end",
            "HTTP/1.1 103 Early Hints {Link=a} length=0",
            "end",
            "HTTP/1.1 200 OK {Content-Length=5} length=0",
            "end");
    assertThat(sink.heads).extracting(ResponseHead::isInterim).containsExactly(true, true, false);
    assertThat(decoder.isIdle()).isTrue();
  }

  @Test
  void opens_a_tunnel_on_success_of_connect() {
    assertDecodes(
        Wire.connect(),
        OK + "Content-Length: 5\r\n\r\n\u0000\r\nHTTP/1.1 ",
        "HTTP/1.1 200 OK {Content-Length=5} length=0",
        "end",
        "data \u0000\r\nHTTP/1.1 ");
    assertDecodes(
        Wire.connect(),
        "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 403 No {Content-Length=2} length=2",
        "data hi",
        "end");
  }

  @Test
  void opens_a_tunnel_when_protocols_are_switched() {
    assertDecodes(
        null,
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\u0081\u0000",
        "HTTP/1.1 101 Switching {Upgrade=websocket} length=0",
        "end",
        "data \u0081\u0000");
  }

  @Test
  void takes_any_reason_or_none() {
    assertDecodes(Wire.head(), "HTTP/1.1 299 \r\n\r\n", "HTTP/1.1 299  {} length=0", "end");
    assertDecodes(Wire.head(), "HTTP/1.0 299\r\n\r\n", "HTTP/1.0 299  {} length=0", "end");
    assertDecodes(
        Wire.head(),
        "HTTP/1.1 404 N\t \u00e9\r\n\r\n",
        "HTTP/1.1 404 N\t \u00e9 {} length=0",
        "end");
  }

  @Test
  void never_calls_a_cut_response_whole() {
    for (var response :
        List.of(
            OK + "Content-Length: 2\r\n\r\nhi",
            OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n\r\n")) {
      var octets = Wire.octets(response);
      for (int length = 1; length < octets.length; length++) {
        var lines = Wire.responses(List.of(Arrays.copyOf(octets, length)), Wire.get());
        assertThat(lines.getLast()).as("first %d bytes", length).isEqualTo("truncated");
        assertThat(lines).noneMatch(line -> line.startsWith("end"));
      }
    }
  }

  static final List<String> MALFORMED =
      List.of(
          "\r\n" + OK + "\r\n",
          "X",
          "HTTP/1.1\r\n\r\n",
          "HTTP/2.0 200 OK\r\n\r\n",
          "HTTP/1.2 200 OK\r\n\r\n",
          "HTTP/1.1  200 OK\r\n\r\n",
          "HTTP/1.1 99 OK\r\n\r\n",
          "HTTP/1.1 099 OK\r\n\r\n",
          "HTTP/1.1 600 OK\r\n\r\n",
          "HTTP/1.1 2x0 OK\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/1.1 200\tOK\r\n\r\n",
          "HTTP/1.1 200 O\rK\r\n\r\n",
          "HTTP/1.1 200 O\u0000K\r\n\r\n",
          "HTTP/1.1 200 OK\n\n",
          "HTTP/1.1 101 Switching\r\n\r\n",
          OK + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
          OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          OK + "Content-Length: -1\r\n\r\n",
          OK + "Transfer-Encoding: gzip\r\n\r\n",
          "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
          OK + "Transfer-Encoding: chunked\r\n\r\nx",
          OK + "A: b\r\n c\r\n\r\n",
          OK + "A : b\r\n\r\n",
          OK + "A: " + "b".repeat(1 << 16),
          OK + "Content-Length: 0\r\n\r\nX");

  @ParameterizedTest
  @FieldSource("MALFORMED")
  void calls_a_response_that_breaks_the_rules_a_bad_gateway(String input) {
    var split = List.of(Wire.octets(input.substring(0, 1)), Wire.octets(input.substring(1)));
    assertThat(Wire.responses(List.of(Wire.octets(input)), Wire.get()).getLast())
        .isEqualTo("malformed 502");
    assertThat(Wire.responses(split, Wire.get()).getLast()).isEqualTo("malformed 502");
  }
}
