package dev.pipy.codebase;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Paths inside a codebase. Always relative to its root: `a/b.js`, `/a/b.js` and `./a/b.js` mean
/// the same.
public final class CodebasePath {

  private CodebasePath() {}

  /// The one spelling of a path, with a leading "/"; null if it leaves the codebase or cannot name
  /// a file (a NUL, a backslash, no segment at all).
  public static @Nullable String normalize(String path) {
    if (path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
      return null;
    }
    var segments = new ArrayDeque<String>();
    for (var segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (segments.pollLast() == null) {
            return null;
          }
        }
        default -> segments.add(segment);
      }
    }
    return segments.isEmpty() ? null : "/" + String.join("/", segments);
  }
}
