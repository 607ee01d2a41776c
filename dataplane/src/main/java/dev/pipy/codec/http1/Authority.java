package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpSyntax;

/// A host with an optional port (RFC 3986 section 3.2), without user information.
public final class Authority {

  private static final boolean[] HOST = hostCharacters();

  private Authority() {}

  private static boolean[] hostCharacters() {
    var table = new boolean[128];
    for (char c = 'a'; c <= 'z'; c++) {
      table[c] = true;
      table[c - 'a' + 'A'] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      table[c] = true;
    }
    for (char c : "-._~!$&'()*+,;=".toCharArray()) {
      table[c] = true;
    }
    return table;
  }

  /// Whether the octets are a host that is not empty, with a port if `needsPort`.
  public static boolean isValid(byte[] octets, int from, int to, boolean needsPort) {
    int end = hostEnd(octets, from, to);
    if (end <= from) {
      return false;
    }
    if (end == to) {
      return !needsPort;
    }
    return octets[end] == ':' && isPort(octets, end + 1, to, needsPort);
  }

  /// Where the host ends, or -1 if it is none.
  private static int hostEnd(byte[] octets, int from, int to) {
    int i = from;
    if (i < to && octets[i] == '[') {
      i++;
      while (i < to && (isHex(octets[i]) || octets[i] == ':' || octets[i] == '.')) {
        i++;
      }
      return i < to && i > from + 1 && octets[i] == ']' ? i + 1 : -1;
    }
    while (i < to) {
      if (octets[i] == '%') {
        if (i + 2 >= to || !isHex(octets[i + 1]) || !isHex(octets[i + 2])) {
          return -1;
        }
        i += 3;
      } else if (octets[i] >= 0 && HOST[octets[i]]) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  private static boolean isHex(byte octet) {
    int lower = HttpSyntax.lower(octet);
    return (octet >= '0' && octet <= '9') || (lower >= 'a' && lower <= 'f');
  }

  private static boolean isPort(byte[] octets, int from, int to, boolean needsPort) {
    if (from == to) {
      return !needsPort;
    }
    if (to - from > 5) {
      return false;
    }
    int port = 0;
    for (int i = from; i < to; i++) {
      if (octets[i] < '0' || octets[i] > '9') {
        return false;
      }
      port = port * 10 + (octets[i] - '0');
    }
    return port > 0 && port <= 0xffff;
  }

  /// Whether two valid ones name the same place; `defaultPort` goes without saying.
  static boolean isSame(
      byte[] octets, int from, int to, int otherFrom, int otherTo, String defaultPort) {
    int end = withoutPort(octets, from, to, defaultPort);
    int otherEnd = withoutPort(octets, otherFrom, otherTo, defaultPort);
    if (end - from != otherEnd - otherFrom) {
      return false;
    }
    for (int i = 0; i < end - from; i++) {
      if (HttpSyntax.lower(octets[from + i]) != HttpSyntax.lower(octets[otherFrom + i])) {
        return false;
      }
    }
    return true;
  }

  private static int withoutPort(byte[] octets, int from, int to, String defaultPort) {
    int colon = to;
    while (colon > from && octets[colon - 1] >= '0' && octets[colon - 1] <= '9') {
      colon--;
    }
    if (colon == from || octets[colon - 1] != ':') {
      return to;
    }
    boolean isDefault = colon == to || HttpSyntax.equalsIgnoreCase(octets, colon, to, defaultPort);
    return isDefault ? colon - 1 : to;
  }
}
