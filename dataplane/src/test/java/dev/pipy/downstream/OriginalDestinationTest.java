package dev.pipy.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class OriginalDestinationTest {

  @Test
  void reads_what_linux_remembers_of_ipv4() {
    var bytes = ByteBuffer.allocate(16);
    bytes.order(ByteOrder.nativeOrder()).putShort((short) 2);
    bytes
        .order(ByteOrder.BIG_ENDIAN)
        .putShort((short) 44300)
        .put(new byte[] {10, 1, 2, (byte) 200});

    assertThat(OriginalDestination.parse(bytes.rewind()))
        .isEqualTo(new InetSocketAddress("10.1.2.200", 44300));
  }

  @Test
  void reads_what_linux_remembers_of_ipv6() throws Exception {
    var address = new InetSocketAddress("2001:db8::7", 443);
    var bytes = ByteBuffer.allocate(28);
    bytes.order(ByteOrder.nativeOrder()).putShort((short) 10);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) 443).putInt(5);
    bytes.put(address.getAddress().getAddress());

    assertThat(OriginalDestination.parse(bytes.rewind())).isEqualTo(address);
  }

  @Test
  void knows_no_other_kind() {
    assertThat(OriginalDestination.parse(ByteBuffer.allocate(16))).isNull();
  }
}
