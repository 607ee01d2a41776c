package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryRevisionStoreTest extends RevisionStoreContract {

  @TempDir Path folder;

  @Override
  DirectoryRevisionStore open(StoreLimits limits, Instant now) throws StoreException {
    return DirectoryRevisionStore.open(folder, () -> now, Disk.REAL, limits);
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void keeps_equal_contents_once() throws Exception {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "b", "1");

      assertThat(blobs()).hasSize(2);
    }
  }

  @Test
  void deletes_contents_that_only_a_discarded_revision_had() throws Exception {
    try (var store = open()) {
      deploy(store, "a", "1");
      store.discard(store.stage(draft("a", "2")));

      assertThat(blobs()).hasSize(2);
    }
  }

  @Test
  void refuses_a_second_user_and_names_the_first() throws Exception {
    try (var _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  @Test
  void refuses_another_layout() throws Exception {
    open().close();
    Files.writeString(folder.resolve("VERSION"), "2\n");

    assertThatThrownBy(this::open).hasMessageContaining("VERSION: 2 (expected: 1)");
  }

  @Test
  void forgets_answers_after_a_day() throws Exception {
    try (var store = open()) {
      store.remember(new StoredAnswer("id", "print", TIME, "answer"));
    }
    try (var store = open(StoreLimits.DEFAULT, TIME.plus(Duration.ofHours(25)))) {
      assertThat(store.answer("id")).isEmpty();
    }
  }

  @Test
  void names_a_damaged_content() throws Exception {
    try (var store = open()) {
      var revision = deploy(store, "a", "1");
      for (var blob : blobs()) {
        Files.writeString(blob, "damaged");
      }

      assertThatThrownBy(() -> store.codebase(revision))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("lib/same.js");
    }
  }

  @Test
  void says_that_a_state_is_damaged_and_goes_on_with_other_programs() throws Exception {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "b", "1");
    }
    Files.writeString(folder.resolve("programs/a/active.json"), "{\"active\": ");

    try (var store = open()) {
      assertThat(program(store, "a").damage()).contains("active.json: damaged");
      assertThat(program(store, "b").damage()).isEmpty();
      assertThat(deploy(store, "a", "2").number()).isEqualTo(2);
      assertThat(program(store, "a").damage()).isEmpty();
    }
  }

  @Test
  void says_that_the_active_revision_is_missing() throws Exception {
    try (var store = open()) {
      deploy(store, "a", "1");
    }
    Files.delete(folder.resolve("programs/a/revisions/1.json"));

    try (var store = open()) {
      assertThat(program(store, "a").damage()).contains("1.json: missing");
    }
  }

  @Test
  void forgets_what_a_dying_process_was_receiving() throws Exception {
    var store = open();
    store.staging().begin(DIGEST, CONTENT.length, 0).write(CONTENT);
    store.close();

    try (var again = open();
        var left = Files.list(folder.resolve("staged"))) {
      assertThat(again.staging().bytes()).isZero();
      assertThat(left).isEmpty();
    }
  }

  @Test
  void trusts_no_content_that_changed_while_it_waited() throws Exception {
    try (var store = open()) {
      upload(store, CONTENT);
      Files.writeString(folder.resolve("staged").resolve(DIGEST), "damaged");

      assertThat(store.blob(DIGEST)).isNull();
      assertThat(store.staging().missing(List.of(DIGEST))).hasSize(1);
    }
  }

  /// Refuses to write contents from now on.
  private static final class RefusingDisk implements Disk {

    private @Nullable IOException refusal;

    @Override
    public void createFolder(Path folder) throws IOException {
      Disk.REAL.createFolder(folder);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      if (refusal != null) {
        Disk.REAL.write(file, new byte[1]); // as far as it went
        throw refusal;
      }
      Disk.REAL.write(file, content);
    }

    @Override
    public void move(Path file, Path target) throws IOException {
      Disk.REAL.move(file, target);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      Disk.REAL.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      Disk.REAL.delete(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "No space left on device, DISK_FULL, the disk is full",
    "Disk quota exceeded, DISK_FULL, the disk is full",
    "File too large, DISK_FULL, the disk is full",
    "Read-only file system, UNWRITABLE, cannot be written to",
    "Permission denied, UNWRITABLE, cannot be written to",
  })
  void says_why_it_cannot_keep_a_revision_and_leaves_no_half_file(
      String error, StoreWriteException.Kind kind, String said) throws Exception {
    var disk = new RefusingDisk();
    try (var store = DirectoryRevisionStore.open(folder, () -> TIME, disk, StoreLimits.DEFAULT)) {
      deploy(store, "a", "1");
      disk.refusal = new IOException(error);

      assertThatThrownBy(() -> deploy(store, "a", "2"))
          .isInstanceOfSatisfying(
              StoreWriteException.class, e -> assertThat(e.kind()).isEqualTo(kind))
          .hasMessageContaining(said)
          .hasMessageContaining(folder.toString());

      assertThat(program(store, "a").active()).isEqualTo(1);
      assertThat(blobs()).hasSize(2);
      disk.refusal = null;
      assertThat(deploy(store, "a", "2").number()).isEqualTo(2);
    }
    assertThat(StoreCheck.run(folder).faults()).isEmpty();
    assertThat(StoreCheck.run(folder).orphans()).isEmpty();
  }
}
