package dev.pipy.codec.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.testing.Fuzz;
import dev.pipy.testing.Shown;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random bytes end in values or a complaint; random values, in random pieces, come back as they
/// were.
final class RespFuzzTest {

  private static final int ROUNDS = 5_000;
  private static final String ALPHABET = "+-:$*\r\n\r\n0123-a";

  private static final class Heard implements RespReader.Sink {

    private final ArrayList<@Nullable Object> values = new ArrayList<>();
    private int complaints;

    @Override
    public void value(@Nullable Object value, long size) {
      values.add(value);
    }

    @Override
    public void malformed() {
      complaints++;
    }

    @Override
    public void tooLarge() {
      complaints++;
    }
  }

  @Test
  void random_bytes_are_read_or_refused_once() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var heard = new Heard();
          var reader = new RespReader(1000, heard);
          for (int i = random.nextInt(10); i >= 0; i--) {
            var text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
              text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            reader.read(Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII));
          }
          assertThat(heard.complaints).isLessThanOrEqualTo(1);
        });
  }

  @Test
  void what_was_written_is_read() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var heard = new Heard();
          var reader = new RespReader(Long.MAX_VALUE, heard);
          var value = value(random, 0);
          var bytes = RespWriter.write(value);
          try {
            feed(bytes, reader, random);
          } finally {
            bytes.release();
          }
          assertThat(heard.values).hasSize(1);
          assertThat(Shown.of(heard.values.getFirst())).isEqualTo(Shown.of(value));
        });
  }

  private static void feed(ByteBuf bytes, RespReader reader, SplittableRandom random) {
    while (bytes.isReadable()) {
      reader.read(bytes.readRetainedSlice(1 + random.nextInt(bytes.readableBytes())));
    }
  }

  private static @Nullable Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 4 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> RespNull.ARRAY;
      case 2 -> random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> "é😀x".repeat(random.nextInt(10));
      case 5 -> new RespError("ERR " + random.nextInt());
      case 6 -> {
        var bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        yield new Bytes(bytes);
      }
      default -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
    };
  }
}
