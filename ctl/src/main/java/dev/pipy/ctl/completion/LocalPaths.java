package dev.pipy.ctl.completion;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Files and folders of this machine.
final class LocalPaths {

  private LocalPaths() {}

  /// What is in the folder that the word names so far. Hidden files only when asked for.
  static List<Candidate> complete(String word) {
    int slash = word.lastIndexOf('/');
    String folder = word.substring(0, slash + 1);
    String start = word.substring(slash + 1);
    List<Candidate> found = new ArrayList<>();
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
      for (Path child : children) {
        String name = String.valueOf(child.getFileName());
        if (!name.startsWith(start) || (name.startsWith(".") && start.isEmpty())) {
          continue;
        }
        boolean isFolder = Files.isDirectory(child);
        found.add(new Candidate(folder + name + (isFolder ? "/" : ""), "", isFolder));
      }
    } catch (IOException | InvalidPathException expected) {
      // nothing there
    }
    found.sort(Comparator.comparing(Candidate::value));
    return found;
  }
}
