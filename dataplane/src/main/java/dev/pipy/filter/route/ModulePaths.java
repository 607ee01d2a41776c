package dev.pipy.filter.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a script's array of module paths.
final class ModulePaths {

  private ModulePaths() {}

  /// The paths, or null if `value` is no array of strings.
  static @Nullable List<String> of(Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    var paths = new ArrayList<String>();
    for (var part : list) {
      if (!(part instanceof String path)) {
        return null;
      }
      paths.add(path);
    }
    return List.copyOf(paths);
  }
}
