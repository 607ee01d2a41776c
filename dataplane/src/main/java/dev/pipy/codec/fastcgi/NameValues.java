package dev.pipy.codec.fastcgi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and values (FastCGI 1.0 section 3.4): each with its length before it, in one byte or four.
public final class NameValues {

  private static final int LONG = 0x80;

  private NameValues() {}

  /// All that `content`, which stays the caller's, consists of; null if it is malformed.
  public static @Nullable Map<String, String> read(ByteBuf content) {
    var values = new LinkedHashMap<String, String>();
    var rest = content.duplicate();
    while (rest.isReadable()) {
      int name = length(rest);
      int value = name < 0 ? -1 : length(rest);
      if (value < 0 || (long) name + value > rest.readableBytes()) {
        return null;
      }
      values.put(text(rest, name), text(rest, value));
    }
    return values;
  }

  private static int length(ByteBuf rest) {
    if (!rest.isReadable()) {
      return -1;
    }
    if ((rest.getByte(rest.readerIndex()) & LONG) == 0) {
      return rest.readByte();
    }
    return rest.readableBytes() < Integer.BYTES ? -1 : rest.readInt() & Integer.MAX_VALUE;
  }

  private static String text(ByteBuf rest, int length) {
    return rest.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }

  /// The bytes of all; the caller owns them.
  public static ByteBuf write(Map<String, String> values) {
    var out = PooledByteBufAllocator.DEFAULT.buffer();
    values.forEach((name, value) -> {
      var nameBytes = name.getBytes(StandardCharsets.UTF_8);
      var valueBytes = value.getBytes(StandardCharsets.UTF_8);
      writeLength(nameBytes.length, out);
      writeLength(valueBytes.length, out);
      out.writeBytes(nameBytes).writeBytes(valueBytes);
    });
    return out;
  }

  private static void writeLength(int length, ByteBuf out) {
    if (length < LONG) {
      out.writeByte(length);
    } else {
      out.writeInt(length | Integer.MIN_VALUE);
    }
  }
}
