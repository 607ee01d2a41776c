package dev.pipy.codebase;

import java.nio.file.Path;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A read-only tree of files. Paths start with "/", have "/" between segments, and hold neither "."
/// nor "..": see [CodebasePath]. Safe for any thread.
public interface Codebase {

  /// The content of a file, which the caller must not change; null if there is no such file.
  byte @Nullable [] read(String path);

  /// The paths of all files.
  SortedSet<String> files();

  /// The folder of the host that it is; null if it is in none.
  default @Nullable Path folder() {
    return null;
  }
}
