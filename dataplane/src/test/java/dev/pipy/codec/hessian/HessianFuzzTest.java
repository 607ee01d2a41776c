package dev.pipy.codec.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Bytes;
import dev.pipy.testing.Fuzz;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random bytes end in values or in a `HessianException`; random values come back as they were.
final class HessianFuzzTest {

  private static final int ROUNDS = 5_000;

  @Test
  void random_bytes_are_read_or_refused() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var bytes = new byte[random.nextInt(200)];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
          }
          try {
            assertThat(HessianReader.readAll(new Bytes(bytes))).isNotNull();
          } catch (HessianException refused) {
            assertThat(refused).hasMessageMatching("(unrecognized|unexpected|string|values) .*");
          }
        });
  }

  @Test
  void what_was_written_is_read() {
    Fuzz.run(
        ROUNDS,
        random -> {
          var value = new LinkedHashMap<String, @Nullable Object>();
          value.put("x", value(random, 0));
          assertThat(HessianReader.readAll(HessianWriter.write(value))).containsExactly(value);
        });
  }

  private static @Nullable Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> "é😀x".repeat(random.nextInt(1000));
      case 5 -> {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put("k" + i, value(random, depth + 1));
        }
        yield map;
      }
    };
  }
}
