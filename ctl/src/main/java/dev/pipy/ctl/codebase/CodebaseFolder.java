package dev.pipy.ctl.codebase;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Quantities;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The files of a codebase: on disk everything in a folder but hidden files and those that
/// `.pipyignore` names, or a single file; see [CodebaseArchive] for those in an archive.
///
/// @param entries by path
public record CodebaseFolder(List<Entry> entries) {

  /// The largest codebase that a server takes: 64 MiB.
  public static final long LIMIT_BYTES = 64L << 20;

  /// The largest file that a server takes: 16 MiB.
  public static final long LIMIT_FILE_BYTES = 16L << 20;

  /// As many files as a server takes.
  public static final int LIMIT_FILES = 2000;

  private static final int NAMED_IN_MESSAGES = 5;

  /// A file.
  ///
  /// @param path relative, with `/` between segments
  /// @param file that it is, or the archive that holds it
  /// @param bytes its size
  /// @param source where its content comes from
  public record Entry(String path, Path file, long bytes, Source source) {

    static Entry of(String path, Path file) throws IOException {
      return new Entry(path, file, Files.size(file), () -> read(file));
    }

    private static byte[] read(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    /// Reads the file.
    public byte[] content() {
      return source.read();
    }
  }

  /// A content that is read when it is needed.
  @FunctionalInterface
  public interface Source {

    /// Reads it, all of it.
    byte[] read();
  }

  public CodebaseFolder {
    entries = List.copyOf(entries);
  }

  /// Looks at a folder, or a single file.
  public static CodebaseFolder scan(Path place) {
    try {
      Path real = place.toRealPath();
      if (Files.isRegularFile(real)) {
        return new CodebaseFolder(List.of(Entry.of(nameOf(real), real))).checked(place.toString());
      }
      List<Entry> entries = new ArrayList<>();
      new Walk(real, IgnoreRules.read(real), entries).into(real, "", List.of(real));
      entries.sort(Comparator.comparing(Entry::path));
      return new CodebaseFolder(entries).checked(place.toString());
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage(
          place + ": no such file or folder", "Give the folder that holds main.js.");
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  public long totalBytes() {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  /// Throws if it is empty or more than a server takes.
  ///
  /// @param place what it was read from, for messages
  CodebaseFolder checked(String place) {
    if (entries.isEmpty()) {
      throw CommandFailure.usage(
          place + ": nothing to deploy", "Hidden files and those in .pipyignore do not count.");
    }
    if (entries.size() > LIMIT_FILES) {
      throw tooMuch(
          place + ": " + entries.size() + " files (expected: at most " + LIMIT_FILES + ")");
    }
    for (Entry entry : entries) {
      if (entry.bytes() > LIMIT_FILE_BYTES) {
        throw tooMuch(
            entry.path() + ": " + Quantities.bytes(entry.bytes()) + " (expected: at most 16 MiB)");
      }
    }
    if (totalBytes() > LIMIT_BYTES) {
      List<String> hints = new ArrayList<>();
      hints.add("The biggest files:");
      entries.stream()
          .sorted(Comparator.comparingLong(Entry::bytes).reversed())
          .limit(NAMED_IN_MESSAGES)
          .forEach(
              entry -> hints.add("  " + Quantities.bytes(entry.bytes()) + "  " + entry.path()));
      hints.add("Leave files out by naming them in .pipyignore.");
      throw tooMuch(
          place + ": " + Quantities.bytes(totalBytes()) + " in all (expected: at most 64 MiB)",
          hints.toArray(String[]::new));
    }
    return this;
  }

  static CommandFailure tooMuch(String message, String... hints) {
    return new CommandFailure(Failure.local(ExitCode.LIMIT, message, hints));
  }

  /// One pass over the folder.
  private record Walk(Path root, IgnoreRules ignored, List<Entry> entries) {

    /// @param above the folders on the way, to notice a link that leads back up
    void into(Path folder, String prefix, List<Path> above) throws IOException {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
        for (Path child : children) {
          String path = prefix + nameOf(child);
          if (nameOf(child).startsWith(".") || ignored.matches(path, Files.isDirectory(child))) {
            continue;
          }
          Path real = Files.isSymbolicLink(child) ? followed(child, path) : child;
          if (Files.isDirectory(real)) {
            if (above.contains(real)) {
              throw CommandFailure.usage(path + ": symbolic link to a folder above it");
            }
            List<Path> deeper = new ArrayList<>(above);
            deeper.add(real);
            into(real, path + "/", deeper);
          } else if (Files.isRegularFile(real)) {
            entries.add(Entry.of(path, real));
          } else {
            throw CommandFailure.usage(path + ": neither file nor folder");
          }
        }
      }
    }

    private Path followed(Path link, String path) throws IOException {
      Path real;
      try {
        real = link.toRealPath();
      } catch (NoSuchFileException e) {
        throw CommandFailure.usage(path + ": symbolic link to nothing");
      }
      if (!real.startsWith(root)) {
        throw CommandFailure.usage(
            path + ": symbolic link that leaves the folder (to " + real + ")",
            "Copy the file into the folder, or name the link in .pipyignore.");
      }
      return real;
    }
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  private static CommandFailure unreadable(Path file, IOException cause) {
    return CommandFailure.usage(file + ": cannot be read: " + cause.getMessage());
  }
}
