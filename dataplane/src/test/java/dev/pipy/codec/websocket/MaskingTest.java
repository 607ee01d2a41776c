package dev.pipy.codec.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MaskingTest {

  @Test
  void masks_each_byte_by_its_place_in_the_payload() {
    var random = new Random(7);
    for (int length = 0; length < 40; length++) {
      for (int position = 0; position < 9; position++) {
        var plain = new byte[length];
        random.nextBytes(plain);
        int mask = random.nextInt();
        var expected = plain.clone();
        for (int i = 0; i < length; i++) {
          expected[i] ^= (byte) (mask >> (24 - 8 * ((position + i) & 3)));
        }

        Masking.apply(Unpooled.wrappedBuffer(plain), mask, position);

        assertThat(plain).as("%s bytes from %s", length, position).isEqualTo(expected);
      }
    }
  }
}
