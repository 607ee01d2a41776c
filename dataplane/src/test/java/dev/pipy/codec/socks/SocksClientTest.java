package dev.pipy.codec.socks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codec.socks.SocksClient.Progress;
import dev.pipy.testing.EverySplit;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocksClientTest {

  private static SocksClient to(String host) {
    return Objects.requireNonNull(SocksClient.to(host, 8080, null));
  }

  private static SocksClient withPassword() {
    return Objects.requireNonNull(
        SocksClient.to("a.test", 8080, SocksCredentials.of("me", "secret")));
  }

  private static String shake(SocksClient client, List<byte[]> pieces) {
    var outcome = Progress.MORE;
    int left = 0;
    for (var piece : pieces) {
      var bytes = Unpooled.wrappedBuffer(piece);
      while (bytes.isReadable() && mayGoOn(outcome)) {
        outcome = client.read(bytes);
        if (outcome == Progress.ASK) {
          client.request();
        } else if (outcome == Progress.AUTHENTICATE) {
          client.authentication();
        }
      }
      left += bytes.readableBytes();
    }
    return outcome + " " + left;
  }

  private static boolean mayGoOn(Progress outcome) {
    return outcome == Progress.MORE || outcome == Progress.ASK || outcome == Progress.AUTHENTICATE;
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, 0306612e74657374",
    "10.0.1.2, 010a000102",
    "2001:db8::1, 0420010db8000000000000000000000001",
  })
  void asks_for_a_target(String host, String address) {
    var client = to(host);

    assertThat(client.greeting()).asHexString().isEqualTo("050100");
    assertThat(client.request()).asHexString().isEqualToIgnoringCase("050100" + address + "1f90");
  }

  @Test
  void asks_for_no_name_that_is_too_long() {
    assertThat(SocksClient.to("x".repeat(255), 1, null)).isNotNull();
    assertThat(SocksClient.to("x".repeat(256), 1, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0500 05000001000000000000, OPEN 0",
    "0500 05000001000000000000abcd, OPEN 2",
    "0500 050000030161000099, OPEN 1",
    "0500 05000003000000, OPEN 0",
    "0500 05000004000000000000000000000000000000000000, OPEN 0",
    "0500 0500000200, UNREADABLE 0",
    "0500 0505, REFUSED 0",
    "0500 04, MALFORMED 0",
    "05ff, UNAUTHORIZED 0",
    "0502, UNAUTHORIZED 0",
    "04, MALFORMED 0",
    "48, MALFORMED 0",
    "0500 050000, MORE 0",
  })
  void reads_the_answers(String hex, String outcome) {
    EverySplit.of(
        HexFormat.of().parseHex(hex.replace(" ", "")),
        pieces -> assertThat(shake(to("a.test"), pieces)).isEqualTo(outcome));
  }

  @Test
  void offers_a_password_and_says_it_when_asked() {
    var client = withPassword();

    assertThat(client.greeting()).asHexString().isEqualTo("05020002");
    assertThat(client.authentication())
        .asHexString()
        .isEqualToIgnoringCase("01026d6506736563726574");
  }

  @ParameterizedTest
  @CsvSource({
    "0502 0100 05000001000000000000, OPEN 0",
    "0502 0100 05000001000000000000ab, OPEN 1",
    "0500 05000001000000000000, OPEN 0",
    "0502 0101, UNAUTHORIZED 0",
    "0502 01ff, UNAUTHORIZED 0",
    "0502 05, MALFORMED 0",
    "0502 0100 0502, REFUSED 0",
    "0501, UNAUTHORIZED 0",
    "05ff, UNAUTHORIZED 0",
    "0502 01, MORE 0",
  })
  void reads_the_answers_to_a_password(String hex, String outcome) {
    EverySplit.of(
        HexFormat.of().parseHex(hex.replace(" ", "")),
        pieces -> assertThat(shake(withPassword(), pieces)).isEqualTo(outcome));
  }

  @Test
  void takes_only_what_can_be_said_and_shows_nothing_of_it() {
    assertThat(SocksCredentials.of("x".repeat(255), "é".repeat(127))).hasToString("credentials");
    assertThat(SocksCredentials.of("x", "é".repeat(128))).isNull();
    assertThat(SocksCredentials.of("", "x")).isNull();
    assertThat(SocksCredentials.of("x", "")).isNull();
  }
}
