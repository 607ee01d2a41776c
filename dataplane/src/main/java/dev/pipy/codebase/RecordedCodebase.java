package dev.pipy.codebase;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// A codebase that knows which of its files were read while it was loaded. Confined to the thread
/// that loads it until [#stop]; safe for any thread from then on, if it is handed over safely.
public final class RecordedCodebase implements Codebase {

  private final Codebase files;
  private final Set<String> read = new HashSet<>();
  private boolean isStopped;

  /// Records what is read of another codebase.
  public RecordedCodebase(Codebase files) {
    this.files = files;
  }

  /// Records no more.
  public void stop() {
    isStopped = true;
  }

  /// Whether a file was read.
  public boolean wasRead(String path) {
    return read.contains(path);
  }

  @Override
  public byte @Nullable [] read(String path) {
    if (!isStopped) {
      read.add(path);
    }
    return files.read(path);
  }

  @Override
  public SortedSet<String> files() {
    return files.files();
  }

  @Override
  public @Nullable Path folder() {
    return files.folder();
  }
}
