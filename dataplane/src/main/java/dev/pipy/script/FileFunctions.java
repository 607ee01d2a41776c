package dev.pipy.script;

import dev.pipy.event.Bytes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Files of the host for the script's `os`. Each call returns when it is done. What fails says so
/// in a `Failure`, and what the server does not allow, too (see [dev.pipy.pipeline.SystemAccess]);
/// paths that are not absolute start at the folder of the codebase, or where the process was
/// started if the codebase is in no folder. Public because the prelude calls it.
public final class FileFunctions {

  private static final long MOST = 256L * 1024 * 1024;

  private final ScriptServices services;
  private final TreeFunctions functions;
  private final WorkingFolder working;
  private final ScriptLog log;

  FileFunctions(ScriptServices services, WorkingFolder working, TreeFunctions functions) {
    this.services = services;
    this.working = working;
    this.functions = functions;
    log = ScriptLog.of(services);
  }

  private interface Work<T extends @Nullable Object> {
    T run(Path path) throws IOException;
  }

  /// `linux`, `darwin`, `windows` or `freebsd`; empty for others.
  @HostAccess.Export
  public String platform() {
    var name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return "darwin";
    }
    return java.util.stream.Stream.of("linux", "windows", "freebsd")
        .filter(name::startsWith)
        .findFirst()
        .orElse("");
  }

  /// The folder of whoever runs the process.
  @HostAccess.Export
  public String home() {
    return System.getProperty("user.home", "");
  }

  /// The path from the root of the file system on.
  @HostAccess.Export
  public String absolute(String path) {
    return attempt(
        "os.abspath", path, resolved -> resolved.toAbsolutePath().normalize().toString());
  }

  /// The content of a file; null and a log record if there is none that can be read.
  @HostAccess.Export
  public @Nullable Bytes readOrNull(String path) {
    if (!services.systemAccess().allowsReading()) {
      refuse("os.readFile: " + services.systemAccess().refusal("reading files"));
      return null;
    }
    try {
      return read(resolve(path));
    } catch (IOException | InvalidPathException failure) {
      log.at(Level.ERROR).log("os.readFile: {}: {}", path, words(failure));
      return null;
    }
  }

  /// The content of a file.
  @HostAccess.Export
  public Bytes read(String path) {
    requireReading("os.read");
    return attempt("os.read", path, FileFunctions::read);
  }

  /// The content of a file in a folder; null if there is none, or if links lead out of the folder.
  ///
  /// @param path below the folder, from "/" on
  @HostAccess.Export
  public @Nullable Bytes readBelow(String folder, String path) {
    requireReading("http.Directory");
    try {
      var root = resolve(folder).toRealPath();
      var file = root.resolve(path.substring(1)).toRealPath();
      return file.startsWith(root) && Files.isRegularFile(file) ? read(file) : null;
    } catch (IOException | InvalidPathException expected) {
      return null;
    }
  }

  /// Pipes and devices are no files: reading them might never end.
  private static Bytes read(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException("not a regular file");
    }
    if (Files.size(path) > MOST) {
      throw new IOException("larger than " + MOST + " bytes");
    }
    return new Bytes(Files.readAllBytes(path));
  }

  /// Writes a file from its start; false and a log record if it cannot be written.
  @HostAccess.Export
  public boolean writeOrFalse(String path, Bytes bytes) {
    if (!services.systemAccess().allowsChanges()) {
      refuse("os.writeFile: " + services.systemAccess().refusal("writing files"));
      return false;
    }
    try {
      write(resolve(path), bytes);
      return true;
    } catch (IOException | InvalidPathException failure) {
      log.at(Level.ERROR).log("os.writeFile: {}: {}", path, words(failure));
      return false;
    }
  }

  /// Writes a file from its start.
  @HostAccess.Export
  public void write(String path, Bytes bytes) {
    requireChanges("os.write");
    attempt(
        "os.write",
        path,
        resolved -> {
          write(resolved, bytes);
          return true;
        });
  }

  private static void write(Path path, Bytes bytes) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("not a regular file");
    }
    Files.write(path, bytes.toArray());
  }

  /// Names and numbers of what is known of a file, in turn; null if there is none.
  @HostAccess.Export
  public Object @Nullable [] stat(String path) {
    requireReading("os.stat");
    try {
      return facts(Files.readAttributes(resolve(path), "unix:*"));
    } catch (UnsupportedOperationException | IllegalArgumentException elsewhere) {
      return null;
    } catch (IOException expected) {
      return null;
    }
  }

  private static Object[] facts(Map<String, Object> attributes) {
    var facts = new ArrayList<Object>();
    for (var name : new String[] {"dev", "ino", "mode", "nlink", "uid", "gid", "rdev", "size"}) {
      facts.add(name);
      facts.add(attributes.get(name) instanceof Number number ? number.doubleValue() : 0.0);
    }
    var times = Map.of("atime", "lastAccessTime", "mtime", "lastModifiedTime", "ctime", "ctime");
    for (var time : times.entrySet()) {
      facts.add(time.getKey());
      facts.add(
          attributes.get(time.getValue()) instanceof FileTime at
              ? Math.floorDiv(at.toMillis(), 1000L) * 1.0
              : 0.0);
    }
    return facts.toArray();
  }

  /// Has paths begin at another folder, for the scripts of this realm.
  @HostAccess.Export
  public void chdir(String path) {
    requireReading("os.chdir");
    working.choose(
        attempt(
            "os.chdir",
            path,
            folder -> {
              var real = folder.toRealPath();
              if (!Files.isDirectory(real)) {
                throw new IOException("not a folder");
              }
              return real;
            }));
  }

  /// The names in a folder, in order; those of folders end in "/". None if there is no such folder.
  @HostAccess.Export
  public String[] list(String path) {
    requireReading("os.list");
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(resolve(path))) {
      for (var file : files) {
        names.add(file.getFileName() + (Files.isDirectory(file) ? "/" : ""));
      }
    } catch (IOException | InvalidPathException expected) {
      names.clear();
    }
    names.sort(null);
    return names.toArray(String[]::new);
  }

  /// Moves a file, over one that is there.
  @HostAccess.Export
  public void rename(String from, String to) {
    requireChanges("os.rename");
    attempt(
        "os.rename",
        from,
        resolved -> Files.move(resolved, resolve(to), StandardCopyOption.REPLACE_EXISTING));
  }

  /// Removes a file; false if that did not work.
  @HostAccess.Export
  public boolean unlink(String path) {
    requireChanges("os.unlink");
    try {
      var file = resolve(path);
      return !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(file);
    } catch (IOException | InvalidPathException expected) {
      return false;
    }
  }

  /// Makes a folder, and those it is in if asked to.
  @HostAccess.Export
  public void makeDirectory(String path, boolean isRecursive) {
    requireChanges("os.mkdir");
    attempt(
        "os.mkdir",
        path,
        resolved ->
            isRecursive ? Files.createDirectories(resolved) : Files.createDirectory(resolved));
  }

  /// Removes a file or a folder.
  ///
  /// @param isRecursive whether with all that is in it
  /// @param isForced whether it may be missing
  @HostAccess.Export
  public void remove(String call, String path, boolean isRecursive, boolean isForced) {
    requireChanges(call);
    attempt(
        call,
        path,
        resolved -> {
          if (!Files.exists(resolved, LinkOption.NOFOLLOW_LINKS) && isForced) {
            return false;
          }
          if (isRecursive) {
            Files.walkFileTree(resolved, new Removal());
          } else {
            Files.delete(resolved);
          }
          return true;
        });
  }

  /// Links are removed, not followed.
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  private void requireReading(String call) {
    if (!services.systemAccess().allowsReading()) {
      throw functions.trees().error(call + ": " + services.systemAccess().refusal("reading files"));
    }
  }

  private void requireChanges(String call) {
    if (!services.systemAccess().allowsChanges()) {
      throw functions
          .trees()
          .error(call + ": " + services.systemAccess().refusal("changing files"));
    }
  }

  private void refuse(String complaint) {
    log.at(Level.ERROR).log(complaint);
  }

  private <T extends @Nullable Object> T attempt(String call, String path, Work<T> work) {
    try {
      return work.run(resolve(path));
    } catch (IOException | InvalidPathException failure) {
      throw functions.trees().error(call + ": " + path + ": " + words(failure));
    }
  }

  private Path resolve(String path) {
    return working.resolve(path);
  }

  private static String words(Exception failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file";
      case java.nio.file.FileAlreadyExistsException _ -> "is there already";
      case java.nio.file.DirectoryNotEmptyException _ -> "folder is not empty";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case InvalidPathException invalid -> invalid.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
