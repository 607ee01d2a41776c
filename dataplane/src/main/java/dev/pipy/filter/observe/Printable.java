package dev.pipy.filter.observe;

/// Makes text from outside harmless for a log: it can neither start a line of its own nor command a
/// terminal.
final class Printable {

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

  private static boolean isHarmful(int character) {
    return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
  }
}
