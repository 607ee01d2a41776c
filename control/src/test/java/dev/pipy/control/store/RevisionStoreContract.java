package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every store promises.
abstract class RevisionStoreContract {

  static final Instant TIME = Instant.parse("2026-01-01T10:00:00Z");

  /// The same store each time, opened again.
  abstract RevisionStore open() throws StoreException;

  static RevisionDraft draft(String program, String text) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("main.js", text.getBytes(StandardCharsets.UTF_8));
    files.put("lib/same.js", "same".getBytes(StandardCharsets.UTF_8));
    return new RevisionDraft(program, files, "main.js", "why", "who", RevisionSource.UNKNOWN, TIME);
  }

  static StoredRevision deploy(RevisionStore store, String program, String text)
      throws StoreException {
    var revision = store.stage(draft(program, text));
    store.activate(revision, TIME, null);
    return revision;
  }

  static String main(RevisionStore store, StoredRevision revision) throws StoreException {
    var content = store.codebase(revision).read("/main.js");
    return content == null ? "" : new String(content, StandardCharsets.UTF_8);
  }

  static StoredProgram program(RevisionStore store, String name) {
    return store.program(name).orElseThrow();
  }

  @Test
  void numbers_revisions_from_one() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "a", "2");
      deploy(store, "b", "1");

      assertThat(store.revisions("a")).extracting(StoredRevision::number).containsExactly(2L, 1L);
      assertThat(store.programs()).extracting(StoredProgram::name).containsExactly("a", "b");
    }
  }

  @Test
  void does_not_show_a_revision_before_it_is_active() throws StoreException {
    try (var store = open()) {
      store.stage(draft("a", "1"));

      assertThat(store.programs()).isEmpty();
      assertThat(store.revisions("a")).isEmpty();
    }
  }

  @Test
  void gives_the_number_of_a_discarded_revision_to_the_next() throws StoreException {
    try (var store = open()) {
      store.discard(store.stage(draft("a", "bad")));

      assertThat(deploy(store, "a", "good").number()).isEqualTo(1);
    }
  }

  @Test
  void comes_back_with_what_was_active() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "a", "2");
    }
    try (var store = open()) {
      var revision = store.revision("a", program(store, "a").active()).orElseThrow();

      assertThat(revision.number()).isEqualTo(2);
      assertThat(main(store, revision)).isEqualTo("2");
      assertThat(revision.author()).isEqualTo("who");
      assertThat(program(store, "a").activatedAt(2)).isEqualTo(TIME);
    }
  }

  @Test
  void knows_which_revision_was_active_before() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "a", "2");
      var third = deploy(store, "a", "3");
      store.activate(store.revision("a", 1).orElseThrow(), TIME, null);

      assertThat(program(store, "a").previous()).hasValue(third.number());
    }
  }

  @Test
  void stays_stopped_after_a_restart() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "1");
      store.deactivate("a");
    }
    try (var store = open()) {
      assertThat(program(store, "a").active()).isZero();
      assertThat(program(store, "a").previous()).hasValue(1);
    }
  }

  @Test
  void keeps_a_hundred_revisions_but_never_drops_the_one_before() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "first");
      for (int i = 2; i <= 105; i++) {
        deploy(store, "a", "text " + i);
      }
      store.activate(store.revision("a", 6).orElseThrow(), TIME, null);
      deploy(store, "a", "last");

      assertThat(store.revisions("a")).hasSize(RevisionStore.REVISIONS_KEPT);
      assertThat(store.revision("a", 6)).isPresent();
      assertThat(store.revision("a", 7)).isEmpty();
      assertThat(main(store, store.revision("a", 106).orElseThrow())).isEqualTo("last");
    }
  }

  @Test
  void remembers_answers_over_a_restart() throws StoreException {
    try (var store = open()) {
      var revision = store.stage(draft("a", "1"));
      store.activate(revision, TIME, new StoredAnswer("id-1", "print", TIME, "answer 1"));
      store.remember(new StoredAnswer("id-2", "print", TIME, "answer 2"));
    }
    try (var store = open()) {
      assertThat(store.answer("id-1").orElseThrow().content()).isEqualTo("answer 1");
      assertThat(store.answer("id-2").orElseThrow().content()).isEqualTo("answer 2");
      assertThat(store.answer("id-3")).isEmpty();
    }
  }

  @Test
  void gives_equal_contents_equal_digests() {
    assertThat(draft("a", "x").digest()).isEqualTo(draft("b", "x").digest());
    assertThat(draft("a", "x").digest()).isNotEqualTo(draft("a", "y").digest());
  }
}
