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

/// The files of a codebase on disk: everything in a folder but hidden files and those that
/// `.pipyignore` names. A single file is a codebase as well.
///
/// @param root the folder, without symbolic links on the way to it
/// @param entries by path
public record CodebaseFolder(Path root, List<Entry> entries) {

  /// The largest codebase that one call can carry: 3 MiB.
  public static final long LIMIT_BYTES = 3L << 20;

  private static final int NAMED_IN_MESSAGES = 5;

  /// A file.
  ///
  /// @param path relative, with `/` between segments
  public record Entry(String path, Path file, long bytes) {

    /// Reads the file.
    public byte[] content() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  public CodebaseFolder {
    entries = List.copyOf(entries);
  }

  /// Looks at a folder, or a single file.
  public static CodebaseFolder scan(Path place) {
    try {
      Path real = place.toRealPath();
      if (Files.isRegularFile(real)) {
        Path folder = real.getParent() == null ? real : real.getParent();
        Entry only = new Entry(nameOf(real), real, Files.size(real));
        return new CodebaseFolder(folder, List.of(only)).checked(place);
      }
      List<Entry> entries = new ArrayList<>();
      new Walk(real, IgnoreRules.read(real), entries).into(real, "", List.of(real));
      entries.sort(Comparator.comparing(Entry::path));
      return new CodebaseFolder(real, entries).checked(place);
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

  private CodebaseFolder checked(Path place) {
    if (entries.isEmpty()) {
      throw CommandFailure.usage(
          place + ": nothing to deploy", "Hidden files and those in .pipyignore do not count.");
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
      throw new CommandFailure(
          Failure.local(
              ExitCode.LIMIT,
              place + ": " + Quantities.bytes(totalBytes()) + " in all (expected: at most 3 MiB)",
              hints.toArray(String[]::new)));
    }
    return this;
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
            entries.add(new Entry(path, real, Files.size(real)));
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
