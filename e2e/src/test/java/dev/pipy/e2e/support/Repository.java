package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where things are in the tree that is tested.
public final class Repository {

  /// The top folder; tests run in the folder of their module.
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Repository() {}

  public static Path tutorial(String name) {
    return ROOT.resolve("tutorial").resolve(name);
  }

  /// The text of a file, by its path within the tree.
  public static String read(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
