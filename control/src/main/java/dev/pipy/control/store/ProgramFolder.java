package dev.pipy.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One program: a file for each revision, and `active.json`, whose replacement is what makes a
/// change happen. Revisions above its `latest` never became visible.
final class ProgramFolder {

  static final String STATE = "active.json";

  private final String name;
  private final Path root;
  private final Disk disk;
  private final TreeMap<Long, StoredRevision> revisions = new TreeMap<>();
  private final List<String> damages = new ArrayList<>();
  private StoreJson.State state;

  private ProgramFolder(String name, Path root, Disk disk) {
    this.name = name;
    this.root = root;
    this.disk = disk;
    this.state = new StoreJson.State(new StoredProgram(name, 0, 0, List.of(), ""), null);
  }

  /// A program that has nothing yet.
  static ProgramFolder create(String name, Path root, Disk disk) {
    return new ProgramFolder(name, root, disk);
  }

  /// Reads a program; what never became visible goes.
  static ProgramFolder load(String name, Path root, Disk disk) throws IOException {
    var folder = new ProgramFolder(name, root, disk);
    folder.load();
    return folder;
  }

  private void load() throws IOException {
    var active = root.resolve(STATE);
    disk.delete(root.resolve(STATE + ".tmp"));
    long visible = 0;
    if (Files.exists(active)) {
      var read = StoreJson.readState(Files.readAllBytes(active));
      if (read == null) {
        damages.add(active + ": damaged; which revision was active is lost");
        visible = Long.MAX_VALUE;
      } else {
        state = read;
        visible = read.program().latest();
      }
    } else if (hasLaterRevision()) {
      damages.add(active + ": missing; which revision was active is lost");
      visible = Long.MAX_VALUE;
    }
    loadRevisions(visible);
    var program = state.program();
    if (program.active() != 0 && !revisions.containsKey(program.active()) && damages.isEmpty()) {
      damages.add(revisionFile(program.active()) + ": missing");
    }
  }

  /// Without one, a missing state is that of a first deployment which was not finished.
  private boolean hasLaterRevision() throws IOException {
    var folder = root.resolve("revisions");
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> number(file) > 1);
    }
  }

  private void loadRevisions(long visible) throws IOException {
    var folder = root.resolve("revisions");
    if (!Files.isDirectory(folder)) {
      return;
    }
    long latest = 0;
    var found = new HashSet<Long>();
    try (Stream<Path> files = Files.list(folder)) {
      for (var file : files.toList()) {
        long number = number(file);
        if (number == 0 || number > visible) {
          disk.delete(file);
          continue;
        }
        latest = Math.max(latest, number);
        found.add(number);
        var revision = StoreJson.readRevision(Files.readAllBytes(file));
        if (revision == null) {
          damages.add(file + ": damaged");
        } else {
          revisions.put(number, revision);
        }
      }
    }
    var program = state.program();
    var activations = new ArrayList<>(program.activations());
    activations.removeIf(activation ->
        activation.revision() != program.active() && !found.contains(activation.revision()));
    state =
        new StoreJson.State(
            new StoredProgram(
                name, program.active(), Math.max(latest, program.latest()), activations, ""),
            state.answer());
  }

  static long number(Path file) {
    var text = file.getFileName().toString();
    return text.matches("[1-9][0-9]{0,17}\\.json")
        ? Long.parseLong(text.substring(0, text.length() - ".json".length()))
        : 0;
  }

  /// Whether a change was ever finished, or may have been.
  boolean isVisible() {
    return state.program().latest() > 0 || isDamaged();
  }

  boolean isDamaged() {
    return !damages.isEmpty();
  }

  StoredProgram program() {
    var program = state.program();
    return new StoredProgram(
        name,
        program.active(),
        program.latest(),
        program.activations(),
        String.join("; ", damages));
  }

  @Nullable StoredAnswer lastAnswer() {
    return state.answer();
  }

  /// By number.
  NavigableMap<Long, StoredRevision> revisions() {
    return revisions;
  }

  /// Makes a revision the active one. Returns those that go.
  List<StoredRevision> activate(
      StoredRevision revision, Instant time, @Nullable StoredAnswer answer) throws IOException {
    long number = revision.number();
    var next = new TreeMap<>(revisions);
    if (next.put(number, revision) == null) {
      disk.createFolder(root.resolve("revisions"));
      disk.replace(root.resolve("revisions"), number + ".json", StoreJson.write(revision));
      disk.forceFolder(root);
    }
    var activations = new ArrayList<>(state.program().activations());
    activations.removeIf(activation -> activation.revision() == number);
    activations.add(new StoredProgram.Activated(number, time));
    long latest = Math.max(state.program().latest(), number);
    var gone = prune(next, new StoredProgram(name, number, latest, activations, ""));
    activations.removeIf(activation -> !next.containsKey(activation.revision()));
    commit(new StoreJson.State(new StoredProgram(name, number, latest, activations, ""), answer));
    revisions.clear();
    revisions.putAll(next);
    for (var old : gone) {
      disk.delete(revisionFile(old.number()));
    }
    return gone;
  }

  private static List<StoredRevision> prune(
      NavigableMap<Long, StoredRevision> revisions, StoredProgram program) {
    var gone = new ArrayList<StoredRevision>();
    var oldest = revisions.values().iterator();
    while (revisions.size() > RevisionStore.REVISIONS_KEPT) {
      var revision = oldest.next();
      if (revision.number() != program.active()
          && revision.number() != program.previous().orElse(0)) {
        gone.add(revision);
        oldest.remove();
      }
    }
    return gone;
  }

  /// Removes a revision: it is gone when its file is. When it became active is forgotten with it,
  /// here and at the next start; see [#loadRevisions].
  void delete(long number) throws IOException {
    disk.delete(revisionFile(number));
    disk.forceFolder(root.resolve("revisions"));
    revisions.remove(number);
    var program = state.program();
    var activations = new ArrayList<>(program.activations());
    activations.removeIf(activation -> activation.revision() == number);
    state =
        new StoreJson.State(
            new StoredProgram(name, program.active(), program.latest(), activations, ""),
            state.answer());
  }

  /// Leaves the program without an active revision.
  void deactivate() throws IOException {
    var program = state.program();
    commit(
        new StoreJson.State(
            new StoredProgram(name, 0, program.latest(), program.activations(), ""),
            state.answer()));
  }

  private void commit(StoreJson.State next) throws IOException {
    var file = root.resolve(STATE);
    var before = Files.exists(file) ? Files.readAllBytes(file) : null;
    try {
      disk.replace(root, STATE, StoreJson.write(next));
    } catch (IOException failure) {
      restore(before, failure);
      throw failure;
    }
    state = next;
    damages.clear();
  }

  /// The new content may be there already though it could not be forced to the disk.
  private void restore(byte @Nullable [] before, IOException failure) {
    try {
      if (before == null) {
        disk.delete(root.resolve(STATE));
      } else {
        disk.replace(root, STATE, before);
      }
    } catch (IOException again) {
      failure.addSuppressed(again);
    }
  }

  private Path revisionFile(long number) {
    return root.resolve("revisions").resolve(number + ".json");
  }
}
