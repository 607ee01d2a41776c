package dev.pipy.codec.http;

/// A script asked for a head that cannot be written without changing its meaning on the wire. The
/// message names the part and what is wrong with it.
public final class IllegalHeaderException extends IllegalArgumentException {

  /// An error of the form `header "x-a": line break in value`.
  public IllegalHeaderException(String part, String text, String problem) {
    super(part + " \"" + printable(text) + "\": " + problem);
  }

  private static String printable(String text) {
    var shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), 64); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    return shown.toString();
  }
}
