package dev.pipy.codec.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Searches octets eight at a time. In a little-endian word the lowest marked byte is the first;
/// borrows can only mark bytes above it wrongly.
final class ByteScan {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private ByteScan() {}

  /// The first line feed from `from` to before `to`, or -1.
  static int indexOfLineFeed(byte[] octets, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long difference = (long) WORD.get(octets, i) ^ (ONES * '\n');
      long zero = (difference - ONES) & ~difference & HIGH_BITS;
      if (zero != 0) {
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (octets[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /// Whether there is a control other than the tab from `from` to before `to`.
  static boolean hasControl(byte[] octets, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long word = (long) WORD.get(octets, i);
      long delete = word ^ (ONES * 0x7f);
      long suspects = (((word - ONES * ' ') & ~word) | ((delete - ONES) & ~delete)) & HIGH_BITS;
      if (suspects != 0 && hasControlAmong(octets, i, i + Long.BYTES)) {
        return true;
      }
    }
    return hasControlAmong(octets, i, to);
  }

  private static boolean hasControlAmong(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      int octet = octets[i] & 0xff;
      if ((octet < ' ' && octet != '\t') || octet == 0x7f) {
        return true;
      }
    }
    return false;
  }
}
