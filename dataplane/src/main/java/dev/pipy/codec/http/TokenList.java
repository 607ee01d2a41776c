package dev.pipy.codec.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Comma-separated lists in field values (RFC 9110 section 5.6.1), read from the octets.
final class TokenList {

  private static final List<String> COMMON = List.of("keep-alive", "close", "upgrade", "te");

  private final byte[] octets;
  private final int end;
  private int next;
  private int start;
  private int stop;

  TokenList(byte[] octets, int from, int to) {
    this.octets = octets;
    this.next = from;
    this.end = to;
  }

  /// Goes to the next element that is not empty.
  boolean advance() {
    while (next < end) {
      int comma = next;
      while (comma < end && octets[comma] != ',') {
        comma++;
      }
      start = next;
      stop = comma;
      next = comma + 1;
      while (start < stop && isBlank(octets[start])) {
        start++;
      }
      while (stop > start && isBlank(octets[stop - 1])) {
        stop--;
      }
      if (start < stop) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /// Whether the element is `token`, whatever the case.
  boolean is(String token) {
    return HttpSyntax.equalsIgnoreCase(octets, start, stop, token);
  }

  /// Whether the element is one of `tokens`, whatever the case.
  boolean isAmong(List<String> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      if (is(tokens.get(i))) {
        return true;
      }
    }
    return false;
  }

  /// The element in lower case.
  String lowerCase() {
    @Nullable String common = common();
    return common != null ? common : Texts.lowerCase(octets, start, stop);
  }

  private @Nullable String common() {
    for (var token : COMMON) {
      if (is(token)) {
        return token;
      }
    }
    return null;
  }
}
