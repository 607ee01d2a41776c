package dev.pipy.codebase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A codebase that is a folder on disk, read when asked. Links that lead out of the folder are not
/// followed.
public final class DirectoryCodebase implements Codebase {

  private final Path root;

  /// The folder; throws UncheckedIOException if it is not there.
  public DirectoryCodebase(Path directory) {
    try {
      root = directory.toRealPath();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public byte @Nullable [] read(String path) {
    try {
      var file = root.resolve(path.substring(1));
      return isInside(file) ? Files.readAllBytes(file) : null;
    } catch (IOException expected) {
      return null; // not there, or not readable: for a script that is the same
    }
  }

  /// Whether it is a file that no link leads out of the folder for.
  private boolean isInside(Path path) {
    try {
      var file = path.toRealPath();
      return file.startsWith(root) && Files.isRegularFile(file);
    } catch (IOException expected) {
      return false;
    }
  }

  @Override
  public Path folder() {
    return root;
  }

  @Override
  public SortedSet<String> files() {
    try (var paths = Files.walk(root)) {
      var files = new TreeSet<String>();
      paths
          .filter(this::isInside)
          .forEach(path -> files.add("/" + root.relativize(path).toString().replace('\\', '/')));
      return files;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
