package dev.pipy.script;

import dev.pipy.codebase.Codebase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A codebase as the scripts of one realm see it: with files of their own, and folders of the host,
/// put over it. Confined to whoever runs the realm.
final class PatchedCodebase implements Codebase {

  /// Bytes of all files that scripts put there.
  private static final long MOST_BYTES = 64L << 20;

  /// Largest file of the host that is read.
  private static final long LARGEST_FILE = 256L << 20;

  /// Files of one mounted folder that are listed.
  private static final int MOST_FILES = 100_000;

  private final Codebase base;
  private final Map<String, byte[]> patches = new TreeMap<>();
  private final Map<String, Path> mounts = new TreeMap<>();
  private long patchedBytes;

  PatchedCodebase(Codebase base) {
    this.base = base;
  }

  /// Puts a file in the place of what is there, if anything. Throws IllegalArgumentException if all
  /// of them become too large.
  void patch(String path, byte[] content) {
    var before = patches.get(path);
    long bytes = patchedBytes - (before == null ? 0 : before.length) + content.length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException("more than " + MOST_BYTES + " bytes in all");
    }
    patches.put(path, content);
    patchedBytes = bytes;
  }

  /// Puts a folder of the host in the place of what is there. Throws IllegalArgumentException if it
  /// is none.
  void mount(String path, Path folder) {
    try {
      var real = folder.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new IllegalArgumentException(folder + " is not a folder");
      }
      mounts.put(path, real);
    } catch (IOException missing) {
      throw new IllegalArgumentException(folder + " is not a folder", missing);
    }
  }

  /// Takes a folder away again; nothing happens if there is none.
  void unmount(String path) {
    mounts.remove(path);
  }

  @Override
  public byte @Nullable [] read(String path) {
    var patch = patches.get(path);
    if (patch != null) {
      return patch;
    }
    var mount = mountOf(path);
    return mount == null ? base.read(path) : readBelow(mounts.get(mount), path, mount);
  }

  /// The innermost mount that a path is in; null if it is in none.
  private @Nullable String mountOf(String path) {
    String found = null;
    for (var mount : mounts.keySet()) {
      if (path.startsWith(mount + "/") && (found == null || mount.length() > found.length())) {
        found = mount;
      }
    }
    return found;
  }

  /// Links may not lead out of the folder.
  private static byte @Nullable [] readBelow(@Nullable Path folder, String path, String mount) {
    if (folder == null) {
      return null;
    }
    try {
      var file = folder.resolve(path.substring(mount.length() + 1)).toRealPath();
      return file.startsWith(folder)
              && Files.isRegularFile(file)
              && Files.size(file) <= LARGEST_FILE
          ? Files.readAllBytes(file)
          : null;
    } catch (IOException | java.nio.file.InvalidPathException missing) {
      return null;
    }
  }

  @Override
  public SortedSet<String> files() {
    if (patches.isEmpty() && mounts.isEmpty()) {
      return base.files();
    }
    var files = new TreeSet<String>();
    base.files().stream().filter(file -> mountOf(file) == null).forEach(files::add);
    mounts.forEach((mount, folder) ->
        filesBelow(folder).stream()
            .map(file -> mount + "/" + file)
            .filter(file -> mount.equals(mountOf(file)))
            .forEach(files::add));
    files.addAll(patches.keySet());
    return files;
  }

  private static java.util.List<String> filesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .limit(MOST_FILES)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList();
    } catch (IOException | UncheckedIOException gone) {
      return java.util.List.of();
    }
  }

  @Override
  public @Nullable Path folder() {
    return base.folder();
  }
}
