package dev.pipy.ctl.outcome;

import java.nio.file.Path;

/// Something the server found in a codebase.
///
/// @param error an error rather than a warning
/// @param line 1-based; 0 when unknown
/// @param column 1-based; 0 when unknown
/// @param codeFrame source line and caret line; may be empty
/// @param suggestion what to do about it; may be empty
public record Finding(
    boolean error,
    String id,
    String message,
    String path,
    int line,
    int column,
    String codeFrame,
    String suggestion) {

  /// Where it is, as editors and CI logs understand it: `plugins/balancer.js:31:7`.
  public String place() {
    String file = path.startsWith("/") ? path.substring(1) : path;
    if (file.isEmpty() || line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }

  /// The file as tools see it that stand outside of the codebase.
  ///
  /// @param folder the codebase's
  public String fileIn(Path folder) {
    String file = path.startsWith("/") ? path.substring(1) : path;
    String before = folder.toString().replace('\\', '/');
    return before.isEmpty() ? file : before + "/" + file;
  }
}
