package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class Http1RequestStrictnessTest {

  private static final String GET = "GET / HTTP/1.1\r\n";
  private static final String HOST = GET + "Host: x\r\n";
  private static final String CHUNKED = HOST + "Transfer-Encoding: chunked\r\n\r\n";

  static final List<String> BAD_REQUESTS =
      List.of(
          // framing
          HOST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
          HOST + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
          HOST + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
          HOST + "Content-Length: 3\r\ncontent-length: 4\r\n\r\n",
          HOST + "Content-Length: 5, 5\r\n\r\n",
          HOST + "Content-Length:\r\n\r\n",
          HOST + "Content-Length: +3\r\n\r\n",
          HOST + "Content-Length: -3\r\n\r\n",
          HOST + "Content-Length: 0x3\r\n\r\n",
          HOST + "Content-Length: 3 3\r\n\r\n",
          HOST + "Content-Length: 3a\r\n\r\n",
          HOST + "Content-Length: \u00b3\r\n\r\n",
          HOST + "Content-Length: 99999999999999999999\r\n\r\n",
          HOST + "Content-Length: 18446744073709551617\r\n\r\n",
          HOST + "Transfer-Encoding: chunked, chunked\r\n\r\n",
          HOST + "Transfer-Encoding: chunked, gzip\r\n\r\n",
          HOST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
          HOST + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
          HOST + "Transfer-Encoding:\r\n\r\n",
          HOST + "Transfer-Encoding: \"chunked\"\r\n\r\n",
          HOST + "Transfer-Encoding: chunked;q=1\r\n\r\n",
          HOST + "Transfer-Encoding: ,chunked\r\n\r\n",
          HOST + "Transfer-Encoding: chunked,\r\n\r\n",
          HOST + "Transfer-Encoding : chunked\r\n\r\n",
          HOST + "Transfer-Encoding: \u000bchunked\r\n\r\n",
          "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
          // chunks
          CHUNKED + "\r\n",
          CHUNKED + "x\r\n",
          CHUNKED + " 1\r\na\r\n",
          CHUNKED + "+1\r\na\r\n",
          CHUNKED + "-1\r\na\r\n",
          CHUNKED + "0x1\r\na\r\n",
          CHUNKED + "1 \r\na\r\n",
          CHUNKED + "1 ;a\r\na\r\n",
          CHUNKED + "1\na\r\n",
          CHUNKED + "1;a\nb\r\n",
          CHUNKED + "1;a\rb\r\n",
          CHUNKED + "1;a\u0000\r\n",
          CHUNKED + "1\ra",
          CHUNKED + "10000000000000000\r\n",
          CHUNKED + "fffffffffffffffff\r\n",
          CHUNKED + "1\r\nab\r\n",
          CHUNKED + "1\r\na\n",
          CHUNKED + "1\r\na\rb",
          CHUNKED + "0\r\n\n",
          CHUNKED + "0\r\nA : b\r\n\r\n",
          CHUNKED + "0\r\n A: b\r\n\r\n",
          CHUNKED + "0\r\nGET / HTTP/1.1\r\n\r\n",
          // field syntax
          HOST + "A : b\r\n\r\n",
          HOST + "A\t: b\r\n\r\n",
          HOST + " A: b\r\n\r\n",
          GET + " Host: x\r\n\r\n",
          HOST + "A: b\r\n c\r\n\r\n",
          HOST + "A: b\r\n\tc\r\n\r\n",
          HOST + "A\r\n\r\n",
          HOST + ": b\r\n\r\n",
          HOST + "A(: b\r\n\r\n",
          HOST + "\u00e9: b\r\n\r\n",
          HOST + "A: b\rc\r\n\r\n",
          HOST + "A: b\r\r\n\r\n",
          HOST + "A: b\u0000c\r\n\r\n",
          HOST + "A: bcdefghijklmnop\u0001\r\n\r\n",
          HOST + "A: \u007f\r\n\r\n",
          HOST + "A: b\n\r\n",
          HOST + "A: b\r\n\n",
          "GET / HTTP/1.1\nHost: x\n\n",
          // host
          GET + "\r\n",
          HOST + "host: x\r\n\r\n",
          HOST + "Host: y\r\n\r\n",
          GET + "Host: a b\r\n\r\n",
          GET + "Host: a/b\r\n\r\n",
          GET + "Host: a@b\r\n\r\n",
          GET + "Host: a?b\r\n\r\n",
          GET + "Host: a#b\r\n\r\n",
          GET + "Host: a:b\r\n\r\n",
          GET + "Host: a:1:2\r\n\r\n",
          GET + "Host: a:70000\r\n\r\n",
          GET + "Host: :80\r\n\r\n",
          GET + "Host: [::1\r\n\r\n",
          GET + "Host: []\r\n\r\n",
          GET + "Host: [x]\r\n\r\n",
          GET + "Host: a%2\r\n\r\n",
          GET + "Host: a, b\r\n\r\n",
          GET + "Host: \u00e9\r\n\r\n",
          "GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
          "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET http://x:8080/ HTTP/1.1\r\nHost: x\r\n\r\n",
          // request line
          "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
          "GET /  HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET a HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET http://u@x/a HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET :// HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT x HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT x: HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT :443 HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT /a HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT x:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n",
          "CONNECT x:443 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
          "GET /\r\n",
          "GET\r\n",
          "GET \r\n",
          "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
          " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1x\r\nHost: x\r\n\r\n",
          "GET / http/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/11\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.\r\nHost: x\r\n\r\n",
          "\n" + HOST + "\r\n",
          "\rX" + HOST + "\r\n",
          "\r\n\r\n\r\n\r\n\r\n" + HOST + "\r\n",
          "\u0016\u0003\u0001");

  @ParameterizedTest
  @FieldSource("BAD_REQUESTS")
  void refuses_what_others_might_read_differently(String input) {
    assertRefused(400, input);
  }

  static final List<String> NOT_IMPLEMENTED =
      List.of(
          HOST + "Transfer-Encoding: gzip\r\n\r\n",
          HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n",
          HOST + "Transfer-Encoding: identity\r\n\r\n",
          HOST + "Transfer-Encoding: xchunked\r\n\r\n");

  @ParameterizedTest
  @FieldSource("NOT_IMPLEMENTED")
  void does_not_know_other_transfer_codings(String input) {
    assertRefused(501, input);
  }

  static final List<String> OTHER_VERSIONS =
      List.of(
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
          "GET / HTTP/0.9\r\n\r\n");

  @ParameterizedTest
  @FieldSource("OTHER_VERSIONS")
  void refuses_other_versions(String input) {
    assertRefused(505, input);
  }

  private static void assertRefused(int status, String input) {
    EverySplit.of(
        Wire.octets(input),
        pieces -> {
          var lines = Wire.requests(pieces);
          assertThat(lines.getLast()).isEqualTo("malformed " + status);
          assertThat(lines).doesNotContain("end");
        });
  }

  static final List<List<Object>> TOO_LARGE =
      List.of(
          List.of(414, "GET /" + "a".repeat(100)),
          List.of(414, "G".repeat(100)),
          List.of(414, "GET /aaaaaaaa HTTP/1.1\r\n"),
          List.of(431, GET + "A: " + "b".repeat(100)),
          List.of(431, HOST + "A: b\r\n".repeat(2) + "Ab: cdefghijklmnop\r\n"),
          List.of(431, HOST + "A:\r\nA:\r\nA:\r\n"),
          List.of(
              431,
              CHUNKED.replace("Transfer-Encoding: ", "Transfer-Encoding:")
                  + "0\r\n"
                  + "A: "
                  + "b".repeat(16)
                  + "\r\n\r\n"),
          List.of(
              400, CHUNKED.replace("Transfer-Encoding: ", "Transfer-Encoding:") + "1;a=345678"));

  @ParameterizedTest
  @FieldSource("TOO_LARGE")
  void refuses_what_is_beyond_the_limits(List<Object> statusAndInput) {
    var limits = new Http1Limits(20, 62, 3, 8, 16);
    EverySplit.of(
        Wire.octets((String) statusAndInput.getLast()),
        pieces ->
            assertThat(Wire.requests(pieces, limits).getLast())
                .isEqualTo("malformed " + statusAndInput.getFirst()));
  }
}
