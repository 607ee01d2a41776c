package dev.pipy.filter.observe;

import java.util.HexFormat;

/// Makes text from outside harmless for a log: it can neither start a line of its own nor command a
/// terminal.
final class Printable {

  private static final HexFormat HEX = HexFormat.of();

  private Printable() {}

  /// The text without control characters and line separators.
  static String line(String text) {
    if (text.chars().noneMatch(Printable::isHarmful)) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    text.chars()
        .filter(character -> !isHarmful(character))
        .forEach(character -> kept.append((char) character));
    return kept.toString();
  }

  /// Appends the text between quotation marks, with such characters escaped.
  static void quote(String text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (isHarmful(character)) {
        to.append("\\u").append(HEX.toHexDigits(character));
      } else if (character == '"' || character == '\\') {
        to.append('\\').append(character);
      } else {
        to.append(character);
      }
    }
    to.append('"');
  }

  private static boolean isHarmful(int character) {
    return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
  }
}
