package dev.pipy.codec.http;

/// The character classes of RFC 9110 section 5.
public final class HttpSyntax {

  private static final boolean[] TOKEN = tokenCharacters();

  private HttpSyntax() {}

  private static boolean[] tokenCharacters() {
    var table = new boolean[256];
    for (char c = 'a'; c <= 'z'; c++) {
      table[c] = true;
      table[c - 'a' + 'A'] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      table[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      table[c] = true;
    }
    return table;
  }

  /// Whether `octet` may be part of a token (RFC 9110 section 5.6.2).
  public static boolean isTokenCharacter(byte octet) {
    return TOKEN[octet & 0xff];
  }

  /// Whether `text` is a token.
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Whether `c` may be part of a request target: visible ASCII other than `#`, because a fragment
  /// is never sent and servers disagree on what to do with one.
  public static boolean isTargetCharacter(int c) {
    return c > ' ' && c < 0x7f && c != '#';
  }

  /// Whether `text` is a scheme (RFC 3986 section 3.1).
  public static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      int lower = lower(text.charAt(i));
      boolean isLetter = lower >= 'a' && lower <= 'z';
      boolean isOther =
          (lower >= '0' && lower <= '9') || lower == '+' || lower == '-' || lower == '.';
      if (!isLetter && !(isOther && i > 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Whether `c` must not be in a field value or a reason phrase: a control other than the tab.
  public static boolean isControl(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  /// The lower-case form of an ASCII letter; other octets as they are.
  public static int lower(int octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  /// Whether the octets from `from` to before `to` are `text`, whatever the case of ASCII letters.
  public static boolean equalsIgnoreCase(byte[] octets, int from, int to, String text) {
    int length = text.length();
    if (to - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int octet = octets[from + i];
      int c = text.charAt(i);
      if (octet != c && (octet < 0 || lower(octet) != lower(c))) {
        return false;
      }
    }
    return true;
  }
}
