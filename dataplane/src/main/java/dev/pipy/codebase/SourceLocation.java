package dev.pipy.codebase;

import java.nio.charset.StandardCharsets;

/// A place in a codebase.
///
/// @param path file inside the codebase, with a leading "/"
/// @param line from 1; 0 when unknown
/// @param column from 1, in UTF-16 units; 0 when unknown
public record SourceLocation(String path, int line, int column) {

  private static final int LONGEST_LINE = 160;

  /// "path:line:column", as far as known.
  @Override
  public String toString() {
    return line == 0 ? path : path + ":" + line + (column == 0 ? "" : ":" + column);
  }

  /// The place of an offset, in UTF-16 units, in the text of a file.
  public static SourceLocation of(String path, String text, int offset) {
    int end = Math.clamp(offset, 0, text.length());
    int line = 1;
    int start = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean isPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if ((c == '\n' || c == '\r') && !isPair) {
        line++;
        start = i + 1;
      }
    }
    return new SourceLocation(path, line, Math.max(1, end - start + 1));
  }

  /// The offset of the place in the text of its file, in UTF-16 units; -1 if it is not there.
  public int offset(String text) {
    int at = 1;
    for (int i = 0; i <= text.length(); i++) {
      if (at == line) {
        return i + column - 1 <= text.length() ? i + Math.max(0, column - 1) : -1;
      }
      while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
        i++;
      }
      if (i + 1 < text.length() && text.charAt(i) == '\r' && text.charAt(i + 1) == '\n') {
        i++;
      }
      at++;
    }
    return -1;
  }

  /// The source line and a caret under the column; empty if the line is not there or very long.
  public String frame(Codebase codebase) {
    var content = codebase.read(path);
    if (content == null || line == 0) {
      return "";
    }
    var lines = new String(content, StandardCharsets.UTF_8).split("\\R", -1);
    if (line > lines.length || lines[line - 1].length() > LONGEST_LINE) {
      return "";
    }
    var text = lines[line - 1].replaceAll("\\p{Cntrl}", " "); // it is shown on terminals
    var gutter = "%6d | ".formatted(line);
    return column == 0
        ? gutter + text
        : gutter + text + "\n" + "       | " + " ".repeat(column - 1) + "^";
  }
}
