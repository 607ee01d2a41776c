package dev.pipy.codec.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// ClientHellos and records that were damaged at random, in pieces of random size.
class TlsFuzzTest {

  private static final int ROUNDS = 20_000;

  private static final List<byte[]> HELLOS =
      List.of(
          ClientHelloReaderTest.hello("a.test", "h2", "http/1.1"),
          ClientHelloReaderTest.hello(null),
          ClientHelloReaderTest.inRecordsOf(50, ClientHelloReaderTest.hello("b.test", "x")));

  private static byte[] damaged(SplittableRandom random) {
    byte[] damaged = HELLOS.get(random.nextInt(HELLOS.size())).clone();
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(random.nextInt(1, damaged.length + 1));
      damaged[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(damaged, random.nextInt(1, damaged.length))
        : damaged;
  }

  private static List<ByteBuf> pieces(byte[] input, SplittableRandom random) {
    var pieces = new ArrayList<ByteBuf>();
    for (int from = 0; from < input.length; ) {
      int to = Math.min(input.length, from + random.nextInt(1, random.nextBoolean() ? 10 : 400));
      pieces.add(Unpooled.copiedBuffer(input, from, to - from));
      from = to;
    }
    return pieces;
  }

  @Test
  void client_hellos_say_the_same_wherever_they_are_cut() {
    var found = new int[1];
    int rounds =
        Fuzz.run(
            ROUNDS,
            random -> {
              byte[] input = damaged(random);
              var whole = new ClientHelloReader();
              var state = whole.read(Unpooled.wrappedBuffer(input));
              var cut = new ClientHelloReader();
              pieces(input, random).forEach(cut::read);

              assertThat(cut.read(Unpooled.EMPTY_BUFFER)).isEqualTo(state);
              assertThat(cut.hello()).isEqualTo(whole.hello());
              assertThat(whole.hello() != null).isEqualTo(state == ClientHelloReader.State.FOUND);
              found[0] += whole.hello() == null ? 0 : 1;
            });
    assertThat(found[0]).isBetween(rounds / 10, rounds);
  }

  @Test
  void records_lose_nothing_and_keep_nothing() {
    Fuzz.run(
        ROUNDS,
        random -> {
          byte[] input = damaged(random);
          var records = new Records();
          var out = Unpooled.buffer();
          var pieces = pieces(input, random);
          for (var piece : pieces) {
            records.add(piece);
            for (var record = records.next(); record != null; record = records.next()) {
              // an engine takes a record at once, or nothing of it
              assertThat(record.hasRemaining()).isTrue();
              int length = record.remaining();
              out.writeBytes(record);
              records.skip(length);
            }
          }
          int taken = out.readableBytes();

          assertThat(taken + records.size()).isEqualTo(input.length);
          assertThat(Arrays.copyOf(out.array(), taken)).isEqualTo(Arrays.copyOf(input, taken));
          records.release();
          assertThat(pieces).allMatch(piece -> piece.refCnt() == 0);
        });
  }
}
