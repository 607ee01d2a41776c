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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryRevisionStoreTest extends RevisionStoreContract {

  @TempDir Path folder;

  @Override
  DirectoryRevisionStore open() throws StoreException {
    return openAt(TIME);
  }

  private DirectoryRevisionStore openAt(Instant time) throws StoreException {
    return DirectoryRevisionStore.open(folder, () -> time);
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
    try (var store = openAt(TIME.plus(Duration.ofHours(25)))) {
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
}
