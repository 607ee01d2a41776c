package dev.pipy.codec.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Fuzz;
import dev.pipy.testing.Shown;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random packets are refused, or can be written so that they are read the same again.
final class MqttFuzzTest {

  private static final int ROUNDS = 20_000;

  private static final List<String> PACKETS =
      List.of(
          "101d00044d51545404ce000a0001630003772f740003627965000175000170",
          "102300044d51545405c2003c0f110000000a21001426000161000162000163000175000170",
          "102100044d515454052e000a000001630b18000000050101030001740001770002ff00",
          "200600000322000a",
          "20020000",
          "3b120003612f62000a082300070b80010b056869",
          "4009000a80051f00026e6f",
          "820b000a020b050003612f622d",
          "9005000a000087",
          "a208000a000003612f62",
          "b005000a000011",
          "e00700051100000000",
          "f00a18081500016d160001ff");

  @Test
  void damaged_packets_are_refused_or_mean_the_same_when_written() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var connect = Wire.bytes(random.nextBoolean() ? Wire.CONNECT_4 : Wire.CONNECT_5);
          var packet = damaged(random);
          var heard = Wire.read(100_000, List.of(connect, packet));
          assertThat(heard.complaints).hasSizeLessThanOrEqualTo(1);
          for (int i = 1; i < heard.heads.size(); i++) {
            var head = heard.heads.get(i);
            var body = PacketWriter.hasBody(head) ? heard.bodies.get(i) : "";
            var writer = new PacketWriter();
            var bytes = writer.write(head, heard.payloads.get(i), false, body.length() / 2);
            var again =
                Wire.read(
                    100_000,
                    List.of(
                        Wire.bytes(
                            Integer.valueOf(5).equals(head.get("protocolLevel"))
                                ? Wire.CONNECT_5
                                : Wire.CONNECT_4),
                        Wire.bytes(ByteBufUtil.hexDump(bytes) + body)));
            bytes.release();
            assertThat(again.complaints).isEmpty();
            assertThat(Shown.of(again.heads.getLast())).isEqualTo(Shown.of(head));
          }
        });
  }

  @Test
  void random_bytes_in_pieces_are_refused_at_most_once() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var heard = new Wire.Heard();
          var decoder = new PacketDecoder(1000, heard);
          for (int i = random.nextInt(8); i >= 0; i--) {
            var piece = new byte[random.nextInt(30)];
            random.nextBytes(piece);
            decoder.read(Unpooled.copiedBuffer(piece));
          }
          decoder.stop();
          assertThat(heard.complaints).hasSizeLessThanOrEqualTo(1);
        });
  }

  /// A packet with some bytes changed behind its length.
  private static byte[] damaged(SplittableRandom random) {
    var packet = Wire.bytes(PACKETS.get(random.nextInt(PACKETS.size())));
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(packet.length);
      if (at != 1) {
        packet[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : packet[at] + 1);
      }
    }
    return packet;
  }
}
