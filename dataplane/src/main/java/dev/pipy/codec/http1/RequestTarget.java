package dev.pipy.codec.http1;

import dev.pipy.codec.http.HttpSyntax;

/// The four forms of a request target (RFC 9112 section 3.2), whose characters were checked.
public final class RequestTarget {

  private RequestTarget() {}

  /// Whether the target has a form that its method allows.
  public static boolean isValid(
      boolean isConnect, boolean isOptions, byte[] octets, int from, int to) {
    if (isConnect) {
      return Authority.isValid(octets, from, to, true);
    }
    if (octets[from] == '/') {
      return true;
    }
    if (to - from == 1 && octets[from] == '*') {
      return isOptions;
    }
    int authority = authorityStart(octets, from, to);
    int end = authorityEnd(octets, authority, to);
    return authority > from && end > authority && Authority.isValid(octets, authority, end, false);
  }

  /// Where the authority of an absolute target starts, or -1 if the target is not absolute.
  public static int authorityStart(byte[] octets, int from, int to) {
    int i = from;
    while (i < to && isSchemeCharacter(octets[i], i == from)) {
      i++;
    }
    boolean isAbsolute =
        i > from && i + 3 <= to && octets[i] == ':' && octets[i + 1] == '/' && octets[i + 2] == '/';
    return isAbsolute ? i + 3 : -1;
  }

  private static boolean isSchemeCharacter(byte octet, boolean isFirst) {
    int lower = HttpSyntax.lower(octet);
    if (lower >= 'a' && lower <= 'z') {
      return true;
    }
    return !isFirst
        && ((octet >= '0' && octet <= '9') || octet == '+' || octet == '-' || octet == '.');
  }

  /// Where the authority that starts at `from` ends.
  public static int authorityEnd(byte[] octets, int from, int to) {
    int i = Math.max(0, from);
    while (i < to && octets[i] != '/' && octets[i] != '?') {
      i++;
    }
    return i;
  }
}
