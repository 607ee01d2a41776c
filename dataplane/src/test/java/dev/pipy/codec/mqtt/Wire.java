package dev.pipy.codec.mqtt;

import dev.pipy.testing.Shown;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Packets in hex, and what was read of them.
final class Wire {

  /// A CONNECT of version 5, so that what follows is of that version.
  static final String CONNECT_5 = "10 0d 00044d515454 05 00 0000 00 0000";

  /// A CONNECT of version 3.1.1.
  static final String CONNECT_4 = "10 0c 00044d515454 04 02 0000 0000";

  private Wire() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /// What a decoder said.
  static final class Heard implements PacketDecoder.Sink {

    final List<Map<String, @Nullable Object>> heads = new ArrayList<>();
    final List<@Nullable Object> payloads = new ArrayList<>();
    final List<String> bodies = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();

    @Override
    public void packet(Packet packet) {
      heads.add(packet.head());
      payloads.add(packet.payload());
      bodies.add(ByteBufUtil.hexDump(packet.body()));
    }

    @Override
    public void malformed(String complaint) {
      complaints.add(complaint);
    }

    @Override
    public void tooLarge() {
      complaints.add("too large");
    }

    /// The last head, as text, without what the first five fields say.
    String lastHead() {
      var text = Shown.of(heads.getLast());
      var start = text.indexOf("protocolLevel=") + "protocolLevel=5".length();
      return text.substring(1, text.indexOf(',')).replace("type=", "").replace("'", "")
          + text.substring(start, text.length() - 1);
    }
  }

  static Heard read(long maxSize, List<byte[]> pieces) {
    var heard = new Heard();
    var decoder = new PacketDecoder(maxSize, heard);
    for (var piece : pieces) {
      decoder.read(Unpooled.copiedBuffer(piece));
    }
    decoder.stop();
    return heard;
  }

  static Heard read(String hex) {
    return read(1 << 20, List.of(bytes(hex)));
  }
}
