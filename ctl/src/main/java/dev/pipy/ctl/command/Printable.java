package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/// Texts from the network and from scripts as a terminal may get them: nothing in them may steer
/// it.
final class Printable {

  private static final HexFormat HEX = HexFormat.of();

  private Printable() {}

  /// The text with `\xNN` for control characters.
  static String of(String text) {
    if (text.codePoints().noneMatch(Printable::steers)) {
      return text;
    }
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(letter -> {
          if (steers(letter)) {
            printable.append("\\x").append(HEX.toHexDigits((byte) letter));
          } else {
            printable.appendCodePoint(letter);
          }
        });
    return printable.toString();
  }

  /// Also the marks that make text run the other way.
  private static boolean steers(int letter) {
    return Character.isISOControl(letter) || Character.getType(letter) == Character.FORMAT;
  }

  /// Bytes as text where they are UTF-8 and mostly text, else in hexadecimal. Line breaks stay.
  static String of(byte[] bytes) {
    String text = decoded(bytes);
    long odd = text.chars().filter(Printable::isOdd).count();
    return text.isEmpty() || odd * 8 > text.length()
        ? HEX.withDelimiter(" ").formatHex(bytes)
        : text;
  }

  private static boolean isOdd(int letter) {
    return letter < ' ' && letter != '\n' && letter != '\r' && letter != '\t';
  }

  /// Empty if it is no text. A character may be cut off at the end.
  private static String decoded(byte[] bytes) {
    for (int length = bytes.length; length > Math.max(0, bytes.length - 4); length--) {
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      } catch (CharacterCodingException expected) {
        // the last character may be cut off: without it then
      }
    }
    return "";
  }
}
