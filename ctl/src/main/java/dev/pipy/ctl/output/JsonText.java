package dev.pipy.ctl.output;

import java.util.List;
import java.util.Locale;

/// A JSON document that is no message of the API, written field by field.
public final class JsonText {

  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();
  private final boolean pretty;
  private int depth;
  private boolean first = true;

  /// @param pretty over several lines
  public JsonText(boolean pretty) {
    this.pretty = pretty;
  }

  /// Opens an object; nameless for the document and for items of lists.
  public JsonText open(String name) {
    return begin(name, '{');
  }

  public JsonText close() {
    return end('}');
  }

  /// Opens a list.
  public JsonText openList(String name) {
    return begin(name, '[');
  }

  public JsonText closeList() {
    return end(']');
  }

  public JsonText field(String name, String value) {
    next(name);
    quote(value);
    return this;
  }

  public JsonText field(String name, long value) {
    next(name);
    text.append(value);
    return this;
  }

  /// A value that is JSON already.
  public JsonText raw(String name, String json) {
    next(name);
    text.append(pretty ? json.replace("\n", "\n" + STEP.repeat(depth)) : json);
    return this;
  }

  public JsonText field(String name, List<String> values) {
    openList(name);
    values.forEach(value -> field("", value));
    return closeList();
  }

  private JsonText begin(String name, char bracket) {
    next(name);
    text.append(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonText end(char bracket) {
    depth--;
    if (!first) {
      newLine();
    }
    text.append(bracket);
    first = false;
    return this;
  }

  private void next(String name) {
    if (!first) {
      text.append(',');
    }
    if (depth > 0) {
      newLine();
    }
    first = false;
    if (!name.isEmpty()) {
      quote(name);
      text.append(pretty ? ": " : ":");
    }
  }

  private void newLine() {
    if (pretty) {
      text.append('\n').append(STEP.repeat(depth));
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      switch (letter) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        default -> {
          if (letter < ' ') {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
          } else {
            text.append(letter);
          }
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
