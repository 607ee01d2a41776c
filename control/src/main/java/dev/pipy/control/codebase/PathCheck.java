package dev.pipy.control.codebase;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks the paths of one codebase, one after the other: each by itself, and against those before.
public final class PathCheck {

  private final int limitBytes;
  private final Map<String, String> seen = new HashMap<>(); // by path in lower case

  /// For one codebase.
  public PathCheck(CodebaseLimits limits) {
    this.limitBytes = limits.pathBytes();
  }

  /// What is wrong with the next path; null if nothing is.
  public @Nullable String fault(String path) {
    var fault = faultOf(path);
    return fault != null ? fault : collision(path);
  }

  private @Nullable String faultOf(String path) {
    if (path.isEmpty()) {
      return "empty (expected: a relative path)";
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > limitBytes) {
      return "longer than " + limitBytes + " bytes";
    }
    if (path.startsWith("/")) {
      return "\"" + path + "\" is absolute (expected: a relative path)";
    }
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
      return "holds a backslash or a control character";
    }
    for (var segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return "\"" + path + "\" has a segment \"" + segment + "\" (expected: a name)";
      }
    }
    return null;
  }

  private @Nullable String collision(String path) {
    var lower = path.toLowerCase(Locale.ROOT);
    var other = seen.putIfAbsent(lower, path);
    if (other == null) {
      return null;
    }
    return other.equals(path)
        ? "\"" + path + "\" is there twice"
        : "\"" + path + "\" and \"" + other + "\" differ by case only";
  }
}
