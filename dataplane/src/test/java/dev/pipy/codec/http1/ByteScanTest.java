package dev.pipy.codec.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ByteScanTest {

  @Test
  void finds_the_first_line_feed_wherever_it_is() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at < length; at++) {
        var octets = new byte[length];
        Arrays.fill(octets, (byte) 0x0b);
        octets[at] = '\n';
        octets[length - 1] = '\n';
        assertThat(ByteScan.indexOfLineFeed(octets, 0, length)).isEqualTo(at);
        assertThat(ByteScan.indexOfLineFeed(octets, 0, at)).isEqualTo(-1);
        assertThat(ByteScan.indexOfLineFeed(octets, at, length)).isEqualTo(at);
      }
    }
  }

  @Test
  void tells_every_control_apart_wherever_it_is() {
    for (int octet = 0; octet < 256; octet++) {
      boolean isControl = (octet < 0x20 && octet != '\t') || octet == 0x7f;
      for (int at = 0; at < 20; at++) {
        var octets = new byte[20];
        Arrays.fill(octets, (byte) (at % 2 == 0 ? 0x80 : '\t'));
        octets[at] = (byte) octet;
        assertThat(ByteScan.hasControl(octets, 0, 20))
            .as("%x at %d", octet, at)
            .isEqualTo(isControl);
        assertThat(ByteScan.hasControl(octets, 0, at)).isFalse();
        assertThat(ByteScan.hasControl(octets, at + 1, 20)).isFalse();
      }
    }
  }
}
