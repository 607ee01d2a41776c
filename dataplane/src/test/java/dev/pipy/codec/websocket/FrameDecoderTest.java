package dev.pipy.codec.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  /// Writes down messages: opcode, `m` if masked, payload in hex, `;` at the end.
  private static final class Log implements FrameDecoder.Sink {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void begin(int opcode, boolean isMasked) {
      text.append(opcode).append(isMasked ? "m:" : ":");
    }

    @Override
    public void data(ByteBuf bytes) {
      text.append(ByteBufUtil.hexDump(bytes));
      bytes.release();
    }

    @Override
    public void end() {
      text.append(';');
    }

    @Override
    public void malformed() {
      text.append('!');
    }
  }

  private static String decode(List<byte[]> pieces) {
    var log = new Log();
    var decoder = new FrameDecoder(log);
    for (var piece : pieces) {
      decoder.read(Unpooled.copiedBuffer(piece));
    }
    return log.text + (decoder.isInside() && log.text.indexOf("!") < 0 ? " ..." : "");
  }

  private static void check(String hex, String expected) {
    EverySplit.of(
        HexFormat.of().parseHex(hex.replace(" ", "")),
        pieces -> assertThat(decode(pieces)).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource({
    // RFC 6455 section 5.7
    "810548656c6c6f, 1:48656c6c6f;",
    "818537fa213d7f9f4d5158, 1m:48656c6c6f;",
    "010348656c 80026c6f, 1:48656c6c6f;",
    "890548656c6c6f 8a8537fa213d7f9f4d5158, 9:48656c6c6f;10m:48656c6c6f;",
    // empty ones, several, one cut off
    "8100 8200, 1:;2:;",
    "0200 0000 8001ff, 2:ff;",
    "8200 82, 2:; ...",
    "8205aabb, 2:aabb ...",
    // control frames between the frames of a message
    "010161 890170 0001628900 8a0171 800163, 1:619:70;629:;10:71;63;",
    // close
    "8800, 8:;",
    "880203e8, 8:03e8;",
    "880503e8c3a961, 8:03e8c3a961;",
    "88020bb8, 8:0bb8;",
    // a character cut in two by frames
    "0101c3 8001a9, 1:c3a9;",
  })
  void decodes(String hex, String expected) {
    check(hex, expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c100",
        "a100",
        "9100", // reserved bits
        "83",
        "8b",
        "8f", // unknown opcodes
        "80", // continues nothing
        "0900",
        "0800", // fragmented control frames
        "897e",
        "897f", // long ones
        "827e007d",
        "827f000000000000ffff",
        "827f8000000000000000", // lengths not the shortest
        "8801ff",
        "880203e7",
        "880203ed",
        "880203ee",
        "880203f7",
        "88021388",
        "880303e8ff", // close
      })
  void refuses_what_breaks_the_rules(String hex) {
    check(hex, "!");
  }

  @ParameterizedTest
  @CsvSource({
    "010161 8100, 1:61!",
    "010161 8800, 1:61!",
    "8101c3, 1:c3!",
    "0101c3 800161, 1:c3!",
  })
  void refuses_what_breaks_a_message(String hex, String expected) {
    check(hex, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "80",
    "c0af",
    "c1bf",
    "e08080",
    "e09fbf",
    "eda080",
    "edbfbf",
    "f0808080",
    "f08fbfbf",
    "f4908080",
    "f5808080",
    "ff",
    "c361",
    "e2c3a9",
  })
  void refuses_text_that_is_no_utf_8(String hex) {
    byte[] frame = HexFormat.of().parseHex("81" + "%02x".formatted(hex.length() / 2) + hex);
    EverySplit.of(frame, pieces -> assertThat(decode(pieces)).endsWith("!"));
  }

  @Test
  void takes_all_of_utf_8() {
    byte[] text =
        "a\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff"
            .getBytes(StandardCharsets.UTF_8);
    check(
        "81" + "%02x".formatted(text.length) + HexFormat.of().formatHex(text),
        "1:" + HexFormat.of().formatHex(text) + ";");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65535, 65536, 70_000})
  void decodes_what_the_writer_wrote(int length) {
    for (boolean isMasked : new boolean[] {false, true}) {
      byte[] payload = new byte[length];
      Arrays.fill(payload, (byte) 0xa5);
      var frame =
          FrameWriter.write(
              Opcode.BINARY, true, isMasked, 0x12345678, Unpooled.copiedBuffer(payload));
      byte[] bytes = ByteBufUtil.getBytes(frame);
      frame.release();

      assertThat(decode(List.of(bytes)))
          .isEqualTo((isMasked ? "2m:" : "2:") + HexFormat.of().formatHex(payload) + ";");
    }
  }

  @Test
  void leaves_bytes_alone_that_others_hold() {
    var shared = Unpooled.copiedBuffer(HexFormat.of().parseHex("818537fa213d7f9f4d5158"));
    var decoder = new FrameDecoder(new Log());

    decoder.read(shared.retainedDuplicate());

    assertThat(ByteBufUtil.hexDump(shared)).isEqualTo("818537fa213d7f9f4d5158");
    shared.release();
  }

  @Test
  void says_the_same_of_damaged_frames_wherever_they_are_cut() {
    var good =
        HexFormat.of()
            .parseHex("818537fa213d7f9f4d5158010161890170000162800163827e0080" + "00".repeat(128));
    Fuzz.run(
        20_000,
        random -> {
          byte[] input = Arrays.copyOf(good, random.nextInt(1, good.length + 1));
          for (int i = random.nextInt(4); i > 0; i--) {
            input[random.nextInt(Math.min(40, input.length))] = (byte) random.nextInt();
          }
          int cut = random.nextInt(input.length + 1);
          var inTwo =
              decode(
                  List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length)));
          var whole = decode(List.of(input));

          if (whole.endsWith("!")) {
            assertThat(inTwo).endsWith("!");
          } else {
            assertThat(inTwo).isEqualTo(whole);
          }
        });
  }
}
