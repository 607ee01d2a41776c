package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

/// What every store promises.
abstract class RevisionStoreContract {

  static final Instant TIME = Instant.parse("2026-01-01T10:00:00Z");

  /// The same store each time, opened again.
  abstract RevisionStore open(StoreLimits limits, Instant now) throws StoreException;

  RevisionStore open() throws StoreException {
    return open(StoreLimits.DEFAULT, TIME);
  }

  static RevisionDraft draft(String program, String text) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("main.js", text.getBytes(StandardCharsets.UTF_8));
    files.put("lib/same.js", "same".getBytes(StandardCharsets.UTF_8));
    return new RevisionDraft(
        program,
        files,
        "main.js",
        "why",
        "who",
        RevisionSource.UNKNOWN,
        Map.of("team", "edge"),
        TIME);
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
      assertThat(revision.labels()).isEqualTo(Map.of("team", "edge"));
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

  @Test
  void deletes_a_revision_for_good() throws StoreException {
    try (var store = open()) {
      var first = deploy(store, "a", "1");
      deploy(store, "a", "2");
      deploy(store, "a", "3");

      store.delete(first);

      assertThat(store.revisions("a")).extracting(StoredRevision::number).containsExactly(3L, 2L);
      assertThat(store.blob(first.files().getLast().sha256())).isNull();
      assertThat(store.blob(first.files().getFirst().sha256())).isNotNull(); // others have it
    }
    try (var store = open()) {
      assertThat(store.revision("a", 1)).isEmpty();
      assertThat(program(store, "a").activatedAt(1)).isNull();
      assertThat(program(store, "a").damage()).isEmpty();
      assertThat(program(store, "a").previous()).hasValue(2);
    }
  }

  @Test
  void does_not_give_the_number_of_a_deleted_revision_again() throws StoreException {
    try (var store = open()) {
      deploy(store, "a", "1");
      deploy(store, "a", "2");
      var third = deploy(store, "a", "3");
      store.activate(store.revision("a", 2).orElseThrow(), TIME, null);
      store.activate(store.revision("a", 1).orElseThrow(), TIME, null);
      store.delete(third);
    }
    try (var store = open()) {
      assertThat(deploy(store, "a", "4").number()).isEqualTo(4);
    }
  }

  static final byte[] CONTENT = "a content that is sent".getBytes(StandardCharsets.UTF_8);
  static final String DIGEST = Digest.sha256(CONTENT);

  static void upload(RevisionStore store, byte[] content) throws StoreException {
    var upload = store.staging().begin(Digest.sha256(content), content.length, 0);
    upload.write(content);
    upload.finish();
  }

  @Test
  void keeps_contents_that_come_before_their_revision() throws StoreException {
    try (var store = open()) {
      assertThat(store.staging().missing(List.of(DIGEST, DIGEST)))
          .containsExactly(new BlobStaging.Missing(DIGEST, 0));

      upload(store, CONTENT);

      assertThat(store.staging().missing(List.of(DIGEST))).isEmpty();
      assertThat(store.staging().bytes()).isEqualTo(CONTENT.length);
    }
    try (var store = open()) {
      assertThat(store.blob(DIGEST)).isEqualTo(CONTENT);
    }
  }

  @Test
  void lets_no_content_wait_longer_than_its_time() throws StoreException {
    try (var store = open()) {
      upload(store, CONTENT);
    }
    try (var store =
        open(StoreLimits.DEFAULT, TIME.plus(StoreLimits.DEFAULT.stagedLifetime().plusSeconds(1)))) {
      assertThat(store.blob(DIGEST)).isNull();
      assertThat(store.staging().bytes()).isZero();
    }
  }

  @Test
  void does_not_count_contents_as_waiting_once_a_revision_has_them() throws StoreException {
    try (var store = open()) {
      upload(store, "1".getBytes(StandardCharsets.UTF_8));

      var staged = store.stage(draft("a", "1"));
      assertThat(store.staging().bytes()).isEqualTo(1); // it may be refused yet
      store.activate(staged, TIME, null);

      assertThat(store.staging().bytes()).isZero();
      assertThat(store.staging().missing(List.of(Digest.sha256(new byte[] {'1'})))).isEmpty();
    }
  }

  @Test
  void goes_on_where_an_upload_broke_off() throws StoreException {
    try (var store = open()) {
      var broken = store.staging().begin(DIGEST, CONTENT.length, 0);
      broken.write(Arrays.copyOf(CONTENT, 10));
      broken.abandon();
    }
    try (var store = open()) {
      assertThat(store.staging().missing(List.of(DIGEST)))
          .containsExactly(new BlobStaging.Missing(DIGEST, 10));
      assertThat(store.blob(DIGEST)).isNull();

      var rest = store.staging().begin(DIGEST, CONTENT.length, 10);
      rest.write(Arrays.copyOfRange(CONTENT, 10, CONTENT.length));
      rest.finish();

      assertThat(store.blob(DIGEST)).isEqualTo(CONTENT);
      assertThat(store.staging().bytes()).isEqualTo(CONTENT.length);
    }
  }

  private static void assertRejected(
      BlobRejectedException.Reason reason, ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobRejectedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void does_not_go_on_from_what_is_not_there() throws StoreException {
    try (var store = open()) {
      assertRejected(
          BlobRejectedException.Reason.OFFSET,
          () -> store.staging().begin(DIGEST, CONTENT.length, 1));
    }
  }

  @Test
  void forgets_a_content_that_is_not_what_was_announced() throws StoreException {
    try (var store = open()) {
      var other = store.staging().begin(DIGEST, CONTENT.length, 0);
      other.write(new byte[CONTENT.length]);
      assertRejected(BlobRejectedException.Reason.MISMATCH, other::finish);
      var shorter = store.staging().begin(DIGEST, CONTENT.length, 0);
      shorter.write(new byte[1]);
      assertRejected(BlobRejectedException.Reason.MISMATCH, shorter::finish);
      var longer = store.staging().begin(DIGEST, 1, 0);
      assertRejected(BlobRejectedException.Reason.MISMATCH, () -> longer.write(CONTENT));

      assertThat(store.staging().bytes()).isZero();
      assertThat(store.staging().missing(List.of(DIGEST)))
          .containsExactly(new BlobStaging.Missing(DIGEST, 0));
    }
  }

  private static StoreLimits limits(long bytes, int programs, long stagedBytes, int stagedBlobs) {
    return new StoreLimits(
        bytes, programs, 20, stagedBytes, stagedBlobs, StoreLimits.DEFAULT.stagedLifetime());
  }

  @Test
  void sets_aside_no_more_than_may_wait() throws StoreException {
    try (var store = open(limits(1000, 10, 30, 3), TIME)) {
      var staging = store.staging();
      assertRejected(BlobRejectedException.Reason.TOO_LARGE, () -> staging.begin(DIGEST, 21, 0));
      var first = staging.begin(DIGEST, 20, 0);
      assertRejected(BlobRejectedException.Reason.STAGING_FULL, () -> staging.begin(DIGEST, 11, 0));

      first.abandon();
      for (int i = 0; i < 3; i++) {
        upload(store, new byte[] {(byte) i});
      }
      assertRejected(BlobRejectedException.Reason.STAGING_FULL, () -> staging.begin(DIGEST, 1, 0));
    }
  }

  @Test
  void takes_no_more_revisions_and_programs_than_it_may() throws StoreException {
    try (var store = open(limits(10, 2, 30, 3), TIME)) {
      deploy(store, "a", "12345");
      assertThatThrownBy(() -> deploy(store, "a", "1234567"))
          .isInstanceOfSatisfying(
              StoreWriteException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreWriteException.Kind.STORE_FULL))
          .hasMessageContaining("9 bytes")
          .hasMessageContaining("at most 10");
      deploy(store, "b", "1");
      assertThatThrownBy(() -> deploy(store, "c", "1"))
          .hasMessageContaining("2 programs (expected: at most 2)");

      assertThat(program(store, "a").active()).isEqualTo(1);
    }
  }
}
