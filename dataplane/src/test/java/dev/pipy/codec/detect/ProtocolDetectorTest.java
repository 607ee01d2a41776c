package dev.pipy.codec.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.detect.ProtocolDetector.Result;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtocolDetectorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1~ | HTTP",
        "OPTIONS * HTTP/1.0~ | HTTP",
        "CONNECT a:1 HTTP/1.1~ | HTTP",
        "GET / HTTP/1.2~ | OTHER",
        "GET / HTTP/2.0~ | OTHER",
        "GET /~ | OTHER",
        "GET  HTTP/1.1~ | OTHER",
        "get / HTTP/1.1~ | OTHER",
        "GETTING / HTTP/1.1~ | OTHER",
        "EHLO mail~ | OTHER",
        "GET / HTT | UNDECIDED",
        "PRI * HTTP/2.0~~SM~~ | HTTP2",
        "PRI * HTTP/2.0~~SM~ | UNDECIDED",
        "PRI * HTTP/2.0~~SN~~ | OTHER",
        "SSH-2.0-x~ | OTHER",
      })
  void knows_text(String text, Result expected) {
    check(text.replace("~", "\r\n"), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1603010200010001fc0303, TLS",
    "16030100c8010000c40303aabb, TLS",
    "1603010200010001fc03, UNDECIDED",
    "1603010200020001fc0303, OTHER",
    "1503010200010001fc0303, OTHER",
    "1602010200010001fc0303, OTHER",
    "1603010000010001fc0303, OTHER",
    "160301ffff010001fc0303, OTHER",
    "160301020001ffffff0303, OTHER",
    "1603010200010001fc0203, OTHER",
  })
  void knows_the_start_of_a_client_hello(String hex, Result expected) {
    var text = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 2) {
      text.append((char) Integer.parseInt(hex, i, i + 2, 16));
    }
    check(text.toString(), expected);
  }

  /// At every split point, and byte for byte.
  private static void check(String text, Result expected) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at <= bytes.length; at++) {
      var detector = new ProtocolDetector();
      detector.read(Unpooled.wrappedBuffer(bytes, 0, at));
      assertThat(detector.read(Unpooled.wrappedBuffer(bytes, at, bytes.length - at)))
          .isEqualTo(expected);
    }
  }

  @Test
  void takes_any_bytes() {
    Fuzz.run(
        2000,
        random -> {
          var start = new String[] {"", "GET /", "PRI * HTTP/2", "\u0016\u0003\u0001"};
          var head = start[random.nextInt(start.length)].getBytes(StandardCharsets.ISO_8859_1);
          var noise = new byte[random.nextInt(60)];
          random.nextBytes(noise);
          var detector = new ProtocolDetector();
          detector.read(Unpooled.wrappedBuffer(head));
          detector.read(Unpooled.wrappedBuffer(noise));
        });
  }
}
