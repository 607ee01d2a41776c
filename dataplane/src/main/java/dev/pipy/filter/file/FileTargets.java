package dev.pipy.filter.file;

import java.util.HashMap;
import java.util.Map;

/// The files of one filter of a script that its streams share, by path, on all workers. Any thread.
final class FileTargets {

  /// Paths that are remembered; a script that names more gets a file per stream.
  private static final int MOST = 1000;

  private final Map<String, FileTarget> targets = new HashMap<>();

  /// The file of a path.
  synchronized FileTarget get(String path, FileTarget.Rules rules) {
    var known = targets.get(path);
    if (known != null) {
      return known;
    }
    var target = new FileTarget(path, rules);
    if (targets.size() < MOST) {
      targets.put(path, target);
    }
    return target;
  }
}
