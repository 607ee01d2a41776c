package dev.pipy.codebase;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A codebase in memory: what was uploaded, or what a test wrote down.
public final class FileMapCodebase implements Codebase {

  private final TreeMap<String, byte[]> contents = new TreeMap<>();

  /// Takes the files over by reference. Throws IllegalArgumentException for a path that leaves the
  /// codebase.
  public FileMapCodebase(Map<String, byte[]> files) {
    files.forEach((path, content) -> {
      var normal = CodebasePath.normalize(path);
      if (normal == null) {
        throw new IllegalArgumentException(path + " (expected: a path inside the codebase)");
      }
      contents.put(normal, content);
    });
  }

  @Override
  public byte @Nullable [] read(String path) {
    return contents.get(path);
  }

  @Override
  public SortedSet<String> files() {
    return Collections.unmodifiableSortedSet(contents.navigableKeySet());
  }
}
