package dev.pipy.control.store;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.FileMapCodebase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A store in a folder, used by one process at a time:
///
/// ```
/// VERSION                            of this layout
/// LOCK                               held by the process, whose number it holds
/// blobs/sha256/ab/cdef...            contents of files
/// programs/NAME/revisions/12.json    a revision
/// programs/NAME/active.json          what is active and was before
/// staged/cdef...                     contents that wait for a revision
/// requests/UUID.json                 answers to requests that may be repeated
/// ```
public final class DirectoryRevisionStore implements RevisionStore {

  static final String VERSION = "1";

  private final Path root;
  private final Disk disk;
  private final StoreLock lock;
  private final StoreLimits limits;
  private final BlobFolder blobs;
  private final StagingFolder staging;
  private final AnswerFolder answers;
  private final Map<String, ProgramFolder> programs = new TreeMap<>();
  private final Set<StoredRevision> staged = new HashSet<>();

  private DirectoryRevisionStore(
      Path root, InstantSource clock, Disk disk, StoreLimits limits, StoreLock lock) {
    this.root = root;
    this.disk = disk;
    this.limits = limits;
    this.lock = lock;
    this.blobs = new BlobFolder(root.resolve("blobs").resolve("sha256"), disk);
    this.staging = new StagingFolder(root.resolve("staged"), limits, clock, blobs::has);
    this.answers = new AnswerFolder(root.resolve("requests"), disk, clock);
  }

  /// Opens or makes a store. Throws StoreLockedException if another process has it.
  public static DirectoryRevisionStore open(Path directory, InstantSource clock)
      throws StoreException {
    return open(directory, clock, Disk.REAL, StoreLimits.DEFAULT);
  }

  static DirectoryRevisionStore open(
      Path directory, InstantSource clock, Disk disk, StoreLimits limits) throws StoreException {
    try {
      disk.createFolder(directory);
      var lock = StoreLock.acquire(directory.resolve("LOCK"));
      var store = new DirectoryRevisionStore(directory, clock, disk, limits, lock);
      try {
        store.load();
      } catch (IOException | StoreException | RuntimeException failure) {
        store.close();
        throw failure;
      }
      return store;
    } catch (IOException failure) {
      throw StoreWriteException.of(directory + ": cannot be used", failure);
    }
  }

  private void load() throws IOException, StoreException {
    checkVersion();
    answers.load();
    var folder = root.resolve("programs");
    disk.createFolder(folder);
    try (Stream<Path> folders = Files.list(folder)) {
      for (var program : folders.filter(Files::isDirectory).toList()) {
        var name = program.getFileName().toString();
        if (ProgramName.isValid(name)) {
          programs.put(name, ProgramFolder.load(name, program, disk));
        }
      }
    }
    for (var program : programs.values()) {
      var last = program.lastAnswer();
      if (last != null && answers.find(last.requestId()).isEmpty()) {
        answers.put(last);
      }
    }
    var referenced = isWhole() ? referenced() : null;
    blobs.sweep(sha256 -> referenced == null || referenced.contains(sha256));
    staging.load();
  }

  private void checkVersion() throws IOException, StoreException {
    var file = root.resolve("VERSION");
    if (!Files.exists(file)) {
      disk.replace(root, "VERSION", (VERSION + "\n").getBytes(StandardCharsets.UTF_8));
      return;
    }
    var found = Files.readString(file).strip();
    if (!found.equals(VERSION)) {
      throw new StoreException(file + ": " + found + " (expected: " + VERSION + ")");
    }
  }

  @Override
  public synchronized List<StoredProgram> programs() {
    return programs.values().stream()
        .filter(ProgramFolder::isVisible)
        .map(ProgramFolder::program)
        .toList();
  }

  @Override
  public synchronized Optional<StoredProgram> program(String name) {
    return Optional.ofNullable(programs.get(name))
        .filter(ProgramFolder::isVisible)
        .map(ProgramFolder::program);
  }

  @Override
  public synchronized List<StoredRevision> revisions(String program) {
    var folder = programs.get(program);
    return folder == null ? List.of() : List.copyOf(folder.revisions().descendingMap().values());
  }

  @Override
  public synchronized Optional<StoredRevision> revision(String program, long number) {
    return Optional.ofNullable(programs.get(program)).map(folder -> folder.revisions().get(number));
  }

  @Override
  public Codebase codebase(StoredRevision revision) throws StoreException {
    var files = new HashMap<String, byte[]>();
    for (var file : revision.files()) {
      files.put(file.path(), blobs.get(file));
    }
    return new FileMapCodebase(files);
  }

  @Override
  public byte[] content(StoredFile file) throws StoreException {
    return blobs.get(file);
  }

  @Override
  public byte @Nullable [] blob(String sha256) throws StoreException {
    try {
      var waiting = staging.read(sha256);
      return waiting == null ? blobs.find(sha256) : waiting;
    } catch (IOException failure) {
      throw new StoreDamagedException(root + ": cannot be read (" + failure + ")");
    }
  }

  @Override
  public BlobStaging staging() {
    return staging;
  }

  @Override
  public synchronized StoredRevision stage(RevisionDraft draft) throws StoreException {
    checkRoom(draft);
    var revision = draft.numbered(folder(draft.program()).program().latest() + 1);
    staged.add(revision);
    try {
      for (var file : revision.files()) {
        blobs.put(file.sha256(), contentOf(draft, file));
      }
    } catch (IOException failure) {
      discard(revision);
      throw StoreWriteException.of(root + ": cannot keep the files of " + name(revision), failure);
    }
    return revision;
  }

  private void checkRoom(RevisionDraft draft) throws StoreException {
    if (!programs.containsKey(draft.program()) && programs.size() >= limits.programs()) {
      throw new StoreWriteException(
          StoreWriteException.Kind.STORE_FULL,
          "there are "
              + programs.size()
              + " programs (expected: at most "
              + limits.programs()
              + ")");
    }
    var fresh = new HashMap<String, Long>();
    for (var file : draft.listing()) {
      if (!blobs.has(file.sha256())) {
        fresh.put(file.sha256(), file.size());
      }
    }
    long bytes = fresh.values().stream().mapToLong(Long::longValue).sum();
    if (blobs.bytes() + bytes > limits.bytes()) {
      throw new StoreWriteException(
          StoreWriteException.Kind.STORE_FULL,
          "the store holds %d bytes and would hold %d more (expected: at most %d in all)"
              .formatted(blobs.bytes(), bytes, limits.bytes()));
    }
  }

  private static byte[] contentOf(RevisionDraft draft, StoredFile file) {
    var content = draft.files().get(file.path());
    if (content == null) {
      throw new IllegalStateException("listed, but not there: " + file.path());
    }
    return content;
  }

  @Override
  public synchronized void discard(StoredRevision revision) {
    staged.remove(revision);
    try {
      deleteUnreferenced(List.of(revision));
    } catch (IOException expected) {
      // what is left is swept at the next start
      return;
    }
  }

  @Override
  public synchronized void activate(
      StoredRevision revision, Instant time, @Nullable StoredAnswer answer) throws StoreException {
    var folder = folder(revision.program());
    List<StoredRevision> gone;
    try {
      gone = folder.activate(revision, time, answer);
    } catch (IOException failure) {
      throw StoreWriteException.of(root + ": cannot activate " + name(revision), failure);
    }
    staged.remove(revision);
    staging.stored(revision.files().stream().map(StoredFile::sha256).toList());
    try {
      if (answer != null) {
        answers.put(answer);
      }
      deleteUnreferenced(gone);
    } catch (IOException expected) {
      // the change is done: the next start repeats both
      return;
    }
  }

  @Override
  public synchronized void delete(StoredRevision revision) throws StoreException {
    try {
      folder(revision.program()).delete(revision.number());
    } catch (IOException failure) {
      throw StoreWriteException.of(root + ": cannot delete " + name(revision), failure);
    }
    try {
      deleteUnreferenced(List.of(revision));
    } catch (IOException expected) {
      // the revision is gone: what is left is swept at the next start
      return;
    }
  }

  @Override
  public synchronized void deactivate(String program) throws StoreException {
    try {
      folder(program).deactivate();
    } catch (IOException failure) {
      throw StoreWriteException.of(root + ": cannot stop " + program, failure);
    }
  }

  @Override
  public synchronized Optional<StoredAnswer> answer(String requestId) {
    return answers.find(requestId);
  }

  @Override
  public synchronized void remember(StoredAnswer answer) throws StoreException {
    try {
      answers.put(answer);
    } catch (IOException failure) {
      throw StoreWriteException.of(root + ": cannot keep an answer", failure);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException expected) {
      // the lock goes with the process
      return;
    }
  }

  private ProgramFolder folder(String name) {
    if (!ProgramName.isValid(name)) {
      throw new IllegalArgumentException(name + " (expected: " + ProgramName.EXPECTATION + ")");
    }
    return programs.computeIfAbsent(
        name, _ -> ProgramFolder.create(name, root.resolve("programs").resolve(name), disk));
  }

  /// Whether all references to blobs are known.
  private boolean isWhole() {
    return programs.values().stream().noneMatch(ProgramFolder::isDamaged);
  }

  private void deleteUnreferenced(List<StoredRevision> gone) throws IOException {
    if (!isWhole() || gone.isEmpty()) {
      return;
    }
    var digests = new HashSet<String>();
    gone.forEach(revision -> revision.files().forEach(file -> digests.add(file.sha256())));
    digests.removeAll(referenced());
    blobs.delete(digests);
  }

  private Set<String> referenced() {
    var known = new ArrayList<>(staged);
    programs.values().forEach(program -> known.addAll(program.revisions().values()));
    var digests = new HashSet<String>();
    known.forEach(revision -> revision.files().forEach(file -> digests.add(file.sha256())));
    return digests;
  }

  private static String name(StoredRevision revision) {
    return revision.program() + " r" + revision.number();
  }
}
