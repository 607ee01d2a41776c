package dev.pipy.check;

import org.jspecify.annotations.Nullable;

/// Tells whether a text is JSON (RFC 8259), as exactly as `JSON.parse`, which does not say where it
/// stops. Depth is no matter: open brackets are kept, not nested calls.
final class JsonSyntax {

  private final String text;
  private final StringBuilder open = new StringBuilder();
  private int at;

  /// What is wrong.
  ///
  /// @param offset in the text
  record Fault(String message, int offset) {}

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private JsonSyntax(String text) {
    this.text = text;
  }

  /// The first fault; null if there is none.
  static @Nullable Fault fault(String text) {
    var syntax = new JsonSyntax(text);
    try {
      syntax.document();
      return null;
    } catch (Malformed fault) {
      return new Fault(String.valueOf(fault.getMessage()), syntax.at);
    }
  }

  private void document() throws Malformed {
    if (peek() == '\uFEFF') {
      throw new Malformed("a byte order mark is no part of JSON");
    }
    do {
      space();
      value();
      ends();
    } while (!open.isEmpty());
    if (at < text.length()) {
      throw new Malformed("expected the end, but found " + shown());
    }
  }

  /// A value up to where it opens or ends: what is inside an object or an array comes in later
  /// turns.
  private void value() throws Malformed {
    while (true) {
      if (peek() == '{') {
        at++;
        space();
        if (peek() == '}') {
          at++;
          return;
        }
        open.append('}');
        name();
      } else if (peek() == '[') {
        at++;
        space();
        if (peek() == ']') {
          at++;
          return;
        }
        open.append(']');
      } else {
        scalar();
        return;
      }
    }
  }

  /// What stands behind a value: commas lead to the next one, brackets end what they close.
  private void ends() throws Malformed {
    while (true) {
      space();
      if (open.isEmpty()) {
        return;
      }
      char closing = open.charAt(open.length() - 1);
      if (peek() == ',') {
        at++;
        space();
        if (peek() == closing) {
          throw new Malformed("no comma may stand before " + closing);
        }
        if (closing == '}') {
          name();
        }
        return;
      }
      if (peek() != closing) {
        throw new Malformed("expected , or " + closing + ", but found " + shown());
      }
      at++;
      open.setLength(open.length() - 1);
    }
  }

  private void name() throws Malformed {
    if (peek() != '"') {
      throw new Malformed("expected a name in double quotes, but found " + shown());
    }
    string();
    space();
    if (peek() != ':') {
      throw new Malformed("expected : after the name, but found " + shown());
    }
    at++;
    space();
  }

  private void scalar() throws Malformed {
    switch (peek()) {
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case '\'' -> throw new Malformed("strings stand in double quotes");
      case '/' -> throw new Malformed("JSON has no comments");
      default -> throw new Malformed("expected a value, but found " + shown());
    }
  }

  private void word(String word) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw new Malformed("expected a value, but found " + shown());
    }
    at += word.length();
  }

  private void string() throws Malformed {
    at++;
    while (peek() != '"') {
      if (at >= text.length() || peek() < ' ') {
        throw new Malformed("the string is not closed on its line");
      }
      if (peek() == '\\') {
        escape();
      } else {
        at++;
      }
    }
    at++;
  }

  private void escape() throws Malformed {
    at++;
    if (peek() == 'u') {
      for (int i = 1; i <= 4; i++) {
        if (at + i >= text.length() || Character.digit(text.charAt(at + i), 16) < 0) {
          throw new Malformed("expected four hexadecimal digits after \\u");
        }
      }
      at += 5;
    } else if (at < text.length() && "\"\\/bfnrt".indexOf(peek()) >= 0) {
      at++;
    } else {
      throw new Malformed("expected an escape after \\, but found " + shown());
    }
  }

  private void number() throws Malformed {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
      if (isDigit()) {
        throw new Malformed("a number does not begin with 0");
      }
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws Malformed {
    if (!isDigit()) {
      throw new Malformed("expected a digit, but found " + shown());
    }
    while (isDigit()) {
      at++;
    }
  }

  private boolean isDigit() {
    return peek() >= '0' && peek() <= '9';
  }

  private void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  /// The next character; NUL at the end, which is nowhere right.
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private String shown() {
    if (at >= text.length()) {
      return "the end";
    }
    char c = text.charAt(at);
    return Character.isISOControl(c) || Character.isSurrogate(c)
        ? "U+%04X".formatted((int) c)
        : String.valueOf(c);
  }
}
