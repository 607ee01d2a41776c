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
    var text = lines[line - 1].replace('\t', ' ');
    var gutter = "%6d | ".formatted(line);
    return column == 0
        ? gutter + text
        : gutter + text + "\n" + "       | " + " ".repeat(column - 1) + "^";
  }
}
