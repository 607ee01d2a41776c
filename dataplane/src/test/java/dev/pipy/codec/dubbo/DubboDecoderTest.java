package dev.pipy.codec.dubbo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.EverySplit;
import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DubboDecoderTest {

  /// Writes down frames: flags by their letters, numbers, body in hex, `;` at the end.
  private static final class Log implements DubboDecoder.Sink {

    private final StringBuilder text = new StringBuilder();

    @Override
    public void begin(DubboHeader header, int length) {
      text.append(header.isRequest() ? "R" : "")
          .append(header.isTwoWay() ? "T" : "")
          .append(header.isEvent() ? "E" : "")
          .append(
              "%d/%d/%d/%d:"
                  .formatted(header.serializationType(), header.status(), header.id(), length));
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
    var decoder = new DubboDecoder(log);
    for (var piece : pieces) {
      decoder.read(Unpooled.copiedBuffer(piece));
    }
    return log.text + (decoder.isInside() && log.text.indexOf("!") < 0 ? " ..." : "");
  }

  @ParameterizedTest
  @CsvSource({
    "dabb c2 00 0000000000000001 00000002 abcd, RT2/0/1/2:abcd;",
    "dabb 02 14 0000000000000001 00000000, 2/20/1/0:;",
    "dabb e2 00 7fffffffffffffff 00000001 4e, RTE2/0/9223372036854775807/1:4e;",
    "dabb 9f ff ffffffffffffffff 00000000, R31/-1/-1/0:;",
    "dabb0200 0000000000000001 00000000 61, 2/0/1/0:;!",
    "dabb0200 0000000000000001 00000001 61 dabb0200 0000000000000002 00000000, 2/0/1/1:61;2/0/2/0:;",
    "dabb0200 0000000000000001 00000002 61, 2/0/1/2:61 ...",
    "da, ' ...'",
    // another protocol, and a length below 0
    "47, !",
    "dabc, !",
    "dabb0200 0000000000000001 80000000, !",
    "dabb0200 0000000000000001 ffffffff, !",
  })
  void decodes(String hex, String expected) {
    EverySplit.of(
        HexFormat.of().parseHex(hex.replace(" ", "")),
        pieces -> assertThat(decode(pieces)).isEqualTo(expected));
  }

  @Test
  void says_the_same_of_damaged_frames_wherever_they_are_cut() {
    var good =
        HexFormat.of()
            .parseHex("dabbc200000000000000000100000002abcddabb02140000000000000001000000014e");
    Fuzz.run(
        10_000,
        random -> {
          byte[] input = Arrays.copyOf(good, random.nextInt(1, good.length + 1));
          for (int i = random.nextInt(4); i > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
          }
          int cut = random.nextInt(input.length + 1);
          var inTwo =
              decode(
                  List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length)));

          assertThat(inTwo).isEqualTo(decode(List.of(input)));
        });
  }
}
