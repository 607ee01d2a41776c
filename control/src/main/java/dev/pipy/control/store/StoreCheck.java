package dev.pipy.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at every file of a store in a folder and changes none: whether each revision can be read,
/// each content it lists is there and is what its digest names, each active revision exists, and
/// what belongs to nothing.
///
/// May run beside the process that has the store; what that process changes meanwhile may then look
/// like a fault, and is gone the next time.
public final class StoreCheck {

  private final Path root;
  private final List<String> faults = new ArrayList<>();
  private final List<String> orphans = new ArrayList<>();
  private final Map<String, String> referenced = new HashMap<>(); // digest to who needs it
  private final Map<String, Long> sizes = new HashMap<>();
  private int programs;
  private int revisions;
  private int blobs;
  private long bytes;

  /// What was found.
  ///
  /// @param programs number of them
  /// @param revisions that can be read
  /// @param blobs contents that are what their digest names
  /// @param bytes of those
  /// @param faults what is missing or damaged, each with its file
  /// @param orphans files that belong to nothing; the next start deletes them
  public record Report(
      int programs,
      int revisions,
      int blobs,
      long bytes,
      List<String> faults,
      List<String> orphans) {

    /// Copies the lists.
    public Report {
      faults = List.copyOf(faults);
      orphans = List.copyOf(orphans);
    }
  }

  private StoreCheck(Path root) {
    this.root = root;
  }

  /// Checks a store. Throws StoreException if the folder is none that this program knows.
  public static Report run(Path root) throws StoreException {
    var check = new StoreCheck(root);
    try {
      check.version();
      check.programs();
      check.blobs();
    } catch (IOException failure) {
      throw new StoreException(root + ": cannot be read (" + failure + ")", failure);
    }
    check.referenced.forEach((sha256, needer) ->
        check.faults.add(check.blob(sha256) + ": missing, " + needer + " needs it"));
    return new Report(
        check.programs, check.revisions, check.blobs, check.bytes, check.faults, check.orphans);
  }

  private void version() throws IOException, StoreException {
    var file = root.resolve("VERSION");
    if (!Files.isRegularFile(file)) {
      throw new StoreException(root + ": is no store (expected: a file VERSION in it)");
    }
    var found = Files.readString(file).strip();
    if (!found.equals(DirectoryRevisionStore.VERSION)) {
      throw new StoreException(
          file + ": " + found + " (expected: " + DirectoryRevisionStore.VERSION + ")");
    }
  }

  private void programs() throws IOException {
    for (var folder : list(root.resolve("programs"))) {
      if (!Files.isDirectory(folder) || !ProgramName.isValid(name(folder))) {
        orphans.add(folder + ": no program");
        continue;
      }
      programs++;
      program(folder);
    }
  }

  private void program(Path folder) throws IOException {
    var file = folder.resolve(ProgramFolder.STATE);
    var state = Files.exists(file) ? StoreJson.readState(Files.readAllBytes(file)) : null;
    if (Files.exists(file) && state == null) {
      faults.add(file + ": damaged; which revision was active is lost");
    }
    for (var other : list(folder)) {
      if (!name(other).equals(ProgramFolder.STATE) && !name(other).equals("revisions")) {
        orphans.add(other + ": left by a change that did not happen");
      }
    }
    var numbers = revisions(folder, state);
    if (state == null) {
      if (!Files.exists(file) && numbers.stream().anyMatch(number -> number > 1)) {
        faults.add(file + ": missing; which revision was active is lost");
      }
      return;
    }
    long active = state.program().active();
    if (active != 0 && !numbers.contains(active)) {
      faults.add(folder.resolve("revisions") + "/" + active + ".json: missing, it is active");
    }
  }

  /// Returns the numbers of the files, whether they can be read or not.
  private Set<Long> revisions(Path folder, StoreJson.@Nullable State state) throws IOException {
    var numbers = new TreeSet<Long>();
    for (var file : list(folder.resolve("revisions"))) {
      long number = ProgramFolder.number(file);
      boolean isVisible =
          number != 0 && (state == null ? number > 1 : number <= state.program().latest());
      if (!isVisible) {
        orphans.add(file + ": left by a change that did not happen");
        continue;
      }
      numbers.add(number);
      var revision = StoreJson.readRevision(Files.readAllBytes(file));
      if (revision == null) {
        faults.add(file + ": damaged");
        continue;
      }
      if (revision.number() != number || !revision.program().equals(name(folder))) {
        faults.add(
            file
                + ": holds "
                + revision.program()
                + " r"
                + revision.number()
                + " (expected: its own)");
      }
      revisions++;
      for (var content : revision.files()) {
        referenced.putIfAbsent(
            content.sha256(), revision.program() + " r" + revision.number() + " " + content.path());
        sizes.put(content.sha256(), content.size());
      }
    }
    return numbers;
  }

  private void blobs() throws IOException {
    var folder = root.resolve("blobs").resolve("sha256");
    if (!Files.isDirectory(folder)) {
      return;
    }
    var seen = new HashSet<String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var sha256 = folder.relativize(file).toString().replace("/", "");
        var needer = referenced.get(sha256);
        if (needer == null) {
          orphans.add(file + ": no revision has it");
          continue;
        }
        seen.add(sha256);
        content(file, sha256, needer);
      }
    }
    referenced.keySet().removeAll(seen);
  }

  private void content(Path file, String sha256, String needer) throws IOException {
    var content = Files.readAllBytes(file);
    var size = sizes.get(sha256);
    if (!Digest.sha256(content).equals(sha256)) {
      faults.add(file + ": damaged, " + needer + " needs it");
    } else if (size == null || size != content.length) {
      faults.add(file + ": " + content.length + " bytes (expected: " + size + ", " + needer + ")");
    } else {
      blobs++;
      bytes += content.length;
    }
  }

  private Path blob(String sha256) {
    return root.resolve("blobs/sha256")
        .resolve(sha256.substring(0, 2))
        .resolve(sha256.substring(2));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// Sorted, so that two reports of the same store read the same.
  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
