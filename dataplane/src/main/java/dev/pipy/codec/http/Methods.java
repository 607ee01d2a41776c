package dev.pipy.codec.http;

import java.nio.charset.StandardCharsets;

/// The methods everybody uses, as constants, so that reading one makes no garbage.
final class Methods {

  private Methods() {}

  static String of(byte[] octets, int from, int to) {
    String likely =
        switch (octets[from]) {
          case 'G' -> "GET";
          case 'H' -> "HEAD";
          case 'P' -> to - from == 4 ? "POST" : to - from == 3 ? "PUT" : "PATCH";
          case 'D' -> "DELETE";
          case 'C' -> "CONNECT";
          case 'O' -> "OPTIONS";
          default -> "TRACE";
        };
    return isExactly(octets, from, to, likely)
        ? likely
        : new String(octets, from, to - from, StandardCharsets.US_ASCII);
  }

  private static boolean isExactly(byte[] octets, int from, int to, String method) {
    if (to - from != method.length()) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      if (octets[from + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
