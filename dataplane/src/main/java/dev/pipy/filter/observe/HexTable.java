package dev.pipy.filter.observe;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;

/// Shows bytes in rows of sixteen: `48 69 ` ..., a bar, and the printable text.
final class HexTable {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String RULE = "-".repeat(68);
  private static final int ROW = 16;
  private static final int MOST = 1 << 16;

  private HexTable() {}

  /// Appends the table of the readable bytes, which stay unread; no more than 64 KiB of them.
  static void append(ByteBuf bytes, StringBuilder to) {
    int shown = Math.min(bytes.readableBytes(), MOST);
    to.append(RULE).append('\n');
    for (int start = 0; start < shown; start += ROW) {
      int end = Math.min(start + ROW, shown);
      for (int i = start; i < start + ROW; i++) {
        if (i < end) {
          HEX.toHexDigits(to, bytes.getByte(bytes.readerIndex() + i)).append(' ');
        } else {
          to.append(" - ");
        }
      }
      to.append(" | ");
      for (int i = start; i < start + ROW; i++) {
        to.append(i < end ? printable(bytes.getByte(bytes.readerIndex() + i)) : '.');
      }
      to.append('\n');
    }
    if (bytes.readableBytes() > shown) {
      to.append("... and ").append(bytes.readableBytes() - shown).append(" bytes more\n");
    }
    to.append(RULE);
  }

  private static char printable(byte value) {
    return value >= ' ' && value < 0x7f ? (char) value : '?';
  }
}
