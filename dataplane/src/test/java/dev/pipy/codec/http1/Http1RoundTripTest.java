package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What our encoder writes, our decoder must frame in the same way.
class Http1RoundTripTest {

  static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nHost: x\r\nA:b\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
          "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
          "DELETE / HTTP/1.1\r\nHost:\r\n\r\n");

  @ParameterizedTest
  @FieldSource("REQUESTS")
  void requests_survive(String input) {
    // given
    var relay = Relay.ofRequests();
    var decoder = new Http1RequestDecoder(Http1Limits.DEFAULT, relay);

    // when
    decoder.read(Wire.buffer(input + input));

    // then
    assertThat(Wire.requests(List.of(relay.octets())))
        .isEqualTo(Wire.requests(List.of(Wire.octets(input + input))));
  }

  static final List<String> REFRAMED =
      List.of(
          Wire.lines("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: Chunked", "")
              + Wire.lines("", "3", "abc", "2;x=y", "de", "0", "X-Sum: 1", "", ""),
          "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

  @ParameterizedTest
  @FieldSource("REFRAMED")
  void chunked_requests_survive(String input) {
    // given
    var relay = Relay.ofRequests();
    var decoder = new Http1RequestDecoder(Http1Limits.DEFAULT, relay);

    // when
    decoder.read(Wire.buffer(input + input));

    // then
    var before = Wire.requests(List.of(Wire.octets(input + input)));
    var after = Wire.requests(List.of(relay.octets()));
    assertThat(after)
        .isEqualTo(
            before.stream()
                .map(line ->
                    line.replaceAll("Transfer-Encoding=.hunked", "transfer-encoding=chunked"))
                .toList());
  }

  static final List<String> RESPONSES =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: b\r\n\r\nhi",
          "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n",
          "HTTP/1.1 200 OK\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nB: c\r\n\r\n");

  @ParameterizedTest
  @FieldSource("RESPONSES")
  void responses_survive(String input) {
    // given
    var relay = Relay.ofResponses();
    var decoder = new Http1ResponseDecoder(Http1Limits.DEFAULT, relay, _ -> Wire.get());

    // when
    decoder.read(Wire.buffer(input + input));

    // then
    assertThat(Wire.responses(List.of(relay.octets()), Wire.get()))
        .isEqualTo(Wire.responses(List.of(Wire.octets(input + input)), Wire.get()));
  }
}
