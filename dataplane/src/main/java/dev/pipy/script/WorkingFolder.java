package dev.pipy.script;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the paths that a realm's scripts give begin: the folder of the codebase, or where the
/// process was started if it is in none, until a script chooses another. The process itself never
/// changes its folder, which all programs share. Confined to the realm.
final class WorkingFolder {

  private final @Nullable Path codebase;
  private @Nullable Path chosen;

  WorkingFolder(@Nullable Path codebase) {
    this.codebase = codebase;
  }

  /// A path from here on. Throws [java.nio.file.InvalidPathException].
  Path resolve(String path) {
    var given = Path.of(path);
    var base = chosen == null ? codebase : chosen;
    return base == null ? given.toAbsolutePath() : base.resolve(given);
  }

  /// The folder that a script has chosen; null if none has.
  @Nullable Path chosen() {
    return chosen;
  }

  void choose(Path folder) {
    chosen = folder;
  }
}
