package dev.pipy.ctl.codebase;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A folder that files of a server are written into. No file gets outside of it, whatever paths the
/// server names and whatever links there are in it.
public record TargetFolder(Path folder) {

  private static final int NAMED_IN_MESSAGES = 5;

  /// Writes files by their relative paths. All paths are looked at before the first is written.
  ///
  /// @param replaces whether files that are there are replaced; otherwise they are an error
  public void write(Map<String, byte[]> files, boolean replaces) {
    try {
      Files.createDirectories(folder);
      Path root = folder.toRealPath();
      Map<Path, byte[]> targets = new TreeMap<>();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        targets.put(target(root, file.getKey()), file.getValue());
      }
      if (!replaces) {
        refuseToReplace(root, targets);
      }
      for (Map.Entry<Path, byte[]> target : targets.entrySet()) {
        write(target.getKey(), target.getValue());
      }
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage(e.getFile() + ": is there and no folder");
    } catch (IOException e) {
      throw CommandFailure.usage(folder + ": cannot be written to: " + e.getMessage());
    }
  }

  private static Path target(Path root, String path) throws IOException {
    boolean isUsual =
        !path.isEmpty()
            && !path.startsWith("/")
            && path.indexOf('\\') < 0
            && path.chars().noneMatch(Character::isISOControl);
    Path place = root;
    for (String segment : path.split("/", -1)) {
      if (!isUsual || segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw broken(path);
      }
      if (!place.equals(root) && Files.isSymbolicLink(place)) {
        throw CommandFailure.usage(
            place + ": a symbolic link, through which nothing is written", "Remove it first.");
      }
      place = place.resolve(segment);
    }
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailure.usage(place + ": is a folder (expected: a file, or nothing)");
    }
    return place;
  }

  private static CommandFailure broken(String path) {
    String shown = path.replaceAll("\\p{Cntrl}", "?");
    return new CommandFailure(
        Failure.local(
            ExitCode.REFUSED,
            "the server named a file that has no place in a folder: \"" + shown + "\""));
  }

  private void refuseToReplace(Path root, Map<Path, byte[]> targets) {
    List<String> there = new ArrayList<>();
    for (Path target : targets.keySet()) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        there.add(root.relativize(target).toString());
      }
    }
    if (!there.isEmpty()) {
      int more = there.size() - NAMED_IN_MESSAGES;
      throw CommandFailure.usage(
          folder
              + ": would replace "
              + String.join(", ", there.subList(0, Math.min(there.size(), NAMED_IN_MESSAGES)))
              + (more > 0 ? " and " + more + " more" : ""),
          "Nothing was written. Replace them: --force");
    }
  }

  /// A link in the file's place is replaced, not followed.
  private static void write(Path target, byte[] content) throws IOException {
    Path above = target.getParent();
    if (above == null) {
      throw new IOException(target + ": is in no folder");
    }
    Files.createDirectories(above);
    Path temporary = Files.createTempFile(above, ".pull", ".tmp");
    try {
      Files.write(temporary, content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
