package dev.pipy.codec.socks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocksServerTest {

  private static final String GREETING = "050100";

  /// Answers whatever is asked, and writes down what happened: replies in hex, requests, and how
  /// much is left behind the handshake.
  private static String shake(boolean wantsPassword, boolean grants, List<byte[]> pieces) {
    var server = new SocksServer(wantsPassword);
    var log = new StringBuilder();
    boolean isOver = false;
    int left = 0;
    for (var piece : pieces) {
      var bytes = Unpooled.wrappedBuffer(piece);
      while (bytes.isReadable() && !isOver) {
        switch (server.read(bytes)) {
          case MORE -> {}
          case CHECK -> {
            log.append("check ").append(server.user()).append(':').append(server.password());
            log.append(' ');
            isOver = !server.password().equals("good");
            server.checked(!isOver);
          }
          case ASK -> {
            var asked = server.request();
            log.append("ask ").append(asked.host()).append(' ').append(asked.port()).append(' ');
            log.append(asked.user()).append(' ');
            server.answered(grants);
            isOver = true;
          }
          case REFUSED -> {
            log.append("refused ");
            isOver = true;
          }
          case MALFORMED -> {
            log.append("malformed ");
            isOver = true;
          }
        }
        byte[] reply = server.takeReply();
        if (reply != null) {
          log.append(HexFormat.of().formatHex(reply)).append(' ');
        }
      }
      left += bytes.readableBytes();
    }
    return log.append(left).toString();
  }

  private static String ascii(String text) {
    return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void check(boolean wantsPassword, String hex, String expected) {
    EverySplit.of(
        HexFormat.of().parseHex(hex),
        pieces -> assertThat(shake(wantsPassword, true, pieces)).isEqualTo(expected));
  }

  @Test
  void reads_version_4() {
    check(
        false,
        "0401" + "1f90" + "0a000102" + ascii("me") + "00" + "abcd",
        "ask 10.0.1.2 8080 me 005a000000000000 2");
  }

  @Test
  void reads_version_4a() {
    check(
        false,
        "0401" + "0050" + "00000001" + "00" + ascii("a.test") + "00" + "ab",
        "ask a.test 80  005a000000000000 1");
  }

  @ParameterizedTest
  @CsvSource({
    "010a000102, 10.0.1.2",
    "0306612e74657374, a.test",
    "030161, a",
    "0420010db8000000000000000000000001, [2001:db8::1]",
    "03033a3a31, [::1]",
  })
  void reads_version_5(String address, String host) {
    check(
        false,
        GREETING + "050100" + address + "1f90" + "ab",
        "0500 ask " + host + " 8080 null 05000001000000000000 1");
  }

  @Test
  void picks_what_it_wants_among_methods() {
    check(false, "0503800200", "0500 0");
    check(true, "0503800002", "0502 0");
  }

  @Test
  void asks_for_a_password() {
    var hello = "050102" + "0102" + ascii("me") + "04" + ascii("good");
    check(
        true,
        hello + "050100" + "010a000102" + "0050",
        "0502 check me:good 0100 ask 10.0.1.2 80 me 05000001000000000000 0");
    check(true, "050102" + "0102" + ascii("me") + "03" + ascii("bad"), "0502 check me:bad 0101 0");
    check(true, "050102" + "0100" + "00", "0502 check : 0101 0");
    check(true, "050102" + "02", "0502 malformed 0");
  }

  @ParameterizedTest
  @CsvSource({
    // what speaks no SOCKS
    "47, malformed 0",
    "00, malformed 0",
    "06, malformed 0",
    // version 4: BIND, a name that is none
    "0402005000000001, refused 005b000000000000 0",
    "040100500000000100613a6200, refused 005b000000000000 0",
    "0401005000000001000000, refused 005b000000000000 1",
    // no method, none that is wanted
    "0500, refused 05ff 0",
    "050102, refused 05ff 0",
    // not version 5, BIND, an unknown type of address, names that are none
    "05010004, 0500 refused 05010001000000000000 0",
    "0501000502000100, 0500 refused 05070001000000000000 0",
    "0501000501000200, 0500 refused 05080001000000000000 0",
    "05010005010003000050, 0500 refused 05010001000000000000 0",
    "0501000501000303613a620050, 0500 refused 05010001000000000000 0",
    "0501000501000303610a620050, 0500 refused 05010001000000000000 0",
  })
  void refuses(String hex, String expected) {
    check(false, hex, expected);
  }

  @Test
  void refuses_version_4_where_a_password_is_wanted() {
    check(true, "0401005000000001", "refused 005b000000000000 0");
  }

  @Test
  void refuses_texts_that_are_too_long() {
    var text = ascii("x".repeat(256));
    check(false, "04010050" + "0a000102" + text, "refused 005b000000000000 0");
    check(false, "04010050" + "00000001" + "00" + text, "refused 005b000000000000 0");
  }

  @Test
  void says_no() {
    var four = HexFormat.of().parseHex("0401" + "0050" + "0a000102" + "00");
    var five = HexFormat.of().parseHex(GREETING + "050100" + "010a000102" + "0050");

    assertThat(shake(false, false, List.of(four))).endsWith("005b000000000000 0");
    assertThat(shake(false, false, List.of(five))).endsWith("05020001000000000000 0");
  }

  @Test
  void says_the_same_of_damaged_handshakes_wherever_they_are_cut() {
    var good =
        List.of(
            "0401" + "0050" + "00000001" + "00" + ascii("a.test") + "00",
            GREETING + "050100" + "0306612e74657374" + "0050",
            "050102" + "0102" + ascii("me") + "04" + ascii("good") + "050100010a0001020050");
    Fuzz.run(
        20_000,
        random -> {
          byte[] input = HexFormat.of().parseHex(good.get(random.nextInt(good.size())));
          for (int i = random.nextInt(3); i > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
          }
          int cut = random.nextInt(input.length + 1);
          boolean wantsPassword = random.nextBoolean();
          var inTwo =
              List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length));

          assertThat(shake(wantsPassword, true, inTwo))
              .isEqualTo(shake(wantsPassword, true, List.of(input)));
        });
  }
}
