package dev.pipy.codec.http;

import java.nio.charset.StandardCharsets;

/// The value of content-length: digits and nothing else (RFC 9110 section 8.6).
public final class DecimalLength {

  /// Digits that surely fit a long.
  private static final int MAX_DIGITS = 18;

  private DecimalLength() {}

  /// The number, or -1 if the octets are none, not digits alone, or too many.
  public static long parse(byte[] octets, int from, int to) {
    if (from == to || to - from > MAX_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /// The number, or -1 if the text is empty, not digits alone, or too long.
  static long parse(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return parse(octets, 0, octets.length);
  }
}
