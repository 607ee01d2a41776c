package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that dies at any step leaves what was before or what came of it.
class StoreCrashTest {

  private static final int MOST_STEPS = 200;

  @TempDir Path folder;

  /// Dies at a step, after half of it if it is a write; nothing works after that.
  private static final class DyingDisk implements Disk {

    private int stepsLeft;

    DyingDisk(int stepsLeft) {
      this.stepsLeft = stepsLeft;
    }

    boolean isDead() {
      return stepsLeft <= 0;
    }

    private void step() throws IOException {
      if (stepsLeft-- <= 0) {
        throw new IOException("dead");
      }
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      step();
      Disk.REAL.createFolder(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      if (stepsLeft == 0) {
        Disk.REAL.write(file, Arrays.copyOf(content, content.length / 2));
      }
      step();
      Disk.REAL.write(file, content);
    }

    @Override
    public void move(Path file, Path target) throws IOException {
      step();
      Disk.REAL.move(file, target);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      step();
      Disk.REAL.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      step();
      Disk.REAL.delete(file);
    }
  }

  /// A change that is to be interrupted.
  private interface Change {

    void make(RevisionStore store) throws StoreException;
  }

  private static DirectoryRevisionStore open(Path at, Disk disk) throws StoreException {
    return DirectoryRevisionStore.open(
        at, () -> RevisionStoreContract.TIME, disk, StoreLimits.DEFAULT);
  }

  private void prepare(Path at, int revisions) throws StoreException {
    try (var store = open(at, Disk.REAL)) {
      for (int i = 1; i <= revisions; i++) {
        RevisionStoreContract.deploy(store, "a", "text " + i);
      }
    }
  }

  /// Makes the change die at each of its steps; checks what the next process finds.
  private void dieAtEachStep(int revisions, Change change, long... allowed) throws Exception {
    for (int step = 0; step < MOST_STEPS; step++) {
      var at = Files.createDirectories(folder.resolve("step-" + step));
      prepare(at, revisions);
      var disk = new DyingDisk(step);
      if (finishes(at, disk, change)) {
        return;
      }
      try (var store = open(at, Disk.REAL)) {
        assertThat(store.program("a").map(StoredProgram::active).orElse(-1L))
            .as("active after step %s", step)
            .isIn(Arrays.stream(allowed).boxed().toList());
        for (var program : store.programs()) {
          assertThat(program.damage()).isEmpty();
          for (var revision : store.revisions(program.name())) {
            assertThat(store.codebase(revision).files()).hasSize(2);
            assertThat(revision.number()).isLessThanOrEqualTo(program.latest());
          }
        }
      }
      var report = StoreCheck.run(at);
      assertThat(report.faults()).as("faults after step %s", step).isEmpty();
      assertThat(report.orphans()).as("left over after step %s", step).isEmpty();
    }
    throw new AssertionError("the change never ended");
  }

  /// Whether the disk lived long enough.
  private static boolean finishes(Path at, DyingDisk disk, Change change) {
    try (var store = open(at, disk)) {
      change.make(store);
    } catch (StoreException expected) {
      assertThat(disk.isDead()).isTrue();
    }
    return !disk.isDead();
  }

  @Test
  void leaves_nothing_or_all_of_a_first_deployment() throws Exception {
    dieAtEachStep(0, store -> RevisionStoreContract.deploy(store, "a", "new"), -1, 1);
  }

  @Test
  void leaves_the_old_or_the_new_revision() throws Exception {
    dieAtEachStep(2, store -> RevisionStoreContract.deploy(store, "a", "new"), 2, 3);
  }

  @Test
  void leaves_the_old_or_the_new_revision_of_a_rollback() throws Exception {
    dieAtEachStep(
        2,
        store ->
            store.activate(
                store.revision("a", 1).orElseThrow(),
                RevisionStoreContract.TIME,
                new StoredAnswer("id", "print", RevisionStoreContract.TIME, "answer")),
        2,
        1);
  }

  @Test
  void leaves_a_program_running_or_stopped() throws Exception {
    dieAtEachStep(1, store -> store.deactivate("a"), 1, 0);
  }

  @Test
  void leaves_all_or_nothing_of_a_deleted_revision() throws Exception {
    dieAtEachStep(3, store -> store.delete(store.revision("a", 1).orElseThrow()), 3);
  }

  @Test
  void keeps_the_answer_wherever_the_change_itself_is_kept() throws Exception {
    for (int step = 0; step < MOST_STEPS; step++) {
      var at = Files.createDirectories(folder.resolve("answer-" + step));
      prepare(at, 1);
      var answer = new StoredAnswer("id", "print", RevisionStoreContract.TIME, "answer");
      boolean finished =
          finishes(
              at,
              new DyingDisk(step),
              store ->
                  store.activate(
                      store.stage(RevisionStoreContract.draft("a", "new")),
                      RevisionStoreContract.TIME,
                      answer));
      try (var store = open(at, Disk.REAL)) {
        boolean isNew = store.program("a").orElseThrow().active() == 2;
        assertThat(store.answer("id").isPresent()).as("step %s", step).isEqualTo(isNew);
      }
      if (finished) {
        return;
      }
    }
    throw new AssertionError("the change never ended");
  }

  @Test
  void undoes_a_change_that_failed_while_the_process_lives_on() throws Exception {
    var at = Files.createDirectories(folder.resolve("undo"));
    prepare(at, 1);
    var disk = new FailingOnce(at.resolve("programs/a"));
    try (var store = open(at, disk)) {
      disk.isArmed = true;
      assertThatThrownBy(() -> RevisionStoreContract.deploy(store, "a", "new"))
          .isInstanceOf(StoreException.class);
      assertThat(RevisionStoreContract.program(store, "a").active()).isEqualTo(1);
    }
    try (var store = open(at, Disk.REAL)) {
      assertThat(RevisionStoreContract.program(store, "a").active()).isEqualTo(1);
    }
  }

  /// Fails when the folder of a program is to be forced to the disk, after its state was replaced.
  private static final class FailingOnce implements Disk {

    private final Path program;
    private boolean isArmed;
    private int forced;

    FailingOnce(Path program) {
      this.program = program;
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      Disk.REAL.createFolder(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      Disk.REAL.write(file, content);
    }

    @Override
    public void move(Path file, Path target) throws IOException {
      Disk.REAL.move(file, target);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      if (isArmed && folder.equals(program) && ++forced == 2) {
        throw new IOException("no space left");
      }
      Disk.REAL.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      Disk.REAL.delete(file);
    }
  }
}
