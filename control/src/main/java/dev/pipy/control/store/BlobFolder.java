package dev.pipy.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Contents of files, named by their digest, so that equal ones are kept once.
final class BlobFolder {

  private final Path root;
  private final Disk disk;
  private long bytes;

  BlobFolder(Path root, Disk disk) {
    this.root = root;
    this.disk = disk;
  }

  /// Bytes of all of them.
  long bytes() {
    return bytes;
  }

  boolean has(String sha256) {
    return Files.exists(file(sha256));
  }

  void put(String sha256, byte[] content) throws IOException {
    if (has(sha256)) {
      return;
    }
    disk.createFolder(folder(sha256));
    disk.replace(folder(sha256), name(sha256), content);
    bytes += content.length;
  }

  /// Null if there is none that is what its digest names.
  byte @Nullable [] find(String sha256) throws IOException {
    try {
      var content = Files.readAllBytes(file(sha256));
      return Digest.sha256(content).equals(sha256) ? content : null;
    } catch (NoSuchFileException expected) {
      return null;
    }
  }

  byte[] get(StoredFile stored) throws StoreException {
    var file = file(stored.sha256());
    try {
      var content = Files.readAllBytes(file);
      if (Digest.sha256(content).equals(stored.sha256())) {
        return content;
      }
      throw new StoreDamagedException(
          file + ": does not hold what was stored as " + stored.path() + " (expected: its digest)");
    } catch (IOException failure) {
      throw new StoreDamagedException(
          file + ": cannot be read, it holds " + stored.path() + " (" + failure.getMessage() + ")");
    }
  }

  /// Deletes some blobs.
  void delete(Set<String> digests) throws IOException {
    for (var sha256 : digests) {
      delete(file(sha256));
    }
  }

  private void delete(Path file) throws IOException {
    long size = Files.exists(file) ? Files.size(file) : 0;
    disk.delete(file);
    bytes -= size;
  }

  /// Looks at what is here. Deletes what no revision refers to, and what a dying process left
  /// unfinished.
  void sweep(Predicate<String> isReferenced) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
        if (!isReferenced.test(root.relativize(file).toString().replace("/", ""))) {
          delete(file);
        }
      }
    }
  }

  private Path file(String sha256) {
    return folder(sha256).resolve(name(sha256));
  }

  private Path folder(String sha256) {
    return root.resolve(sha256.substring(0, 2));
  }

  private static String name(String sha256) {
    return sha256.substring(2);
  }
}
