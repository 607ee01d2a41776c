package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.store.DirectoryRevisionStore;
import dev.pipy.control.store.RevisionDraft;
import dev.pipy.control.store.RevisionSource;
import dev.pipy.control.store.StoredRevision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmRevisionsTest {

  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;

  private final FakeHost host = new FakeHost();
  private DirectoryRevisionStore store;
  private WarmRevisions warm;

  @SuppressWarnings("NullAway.Init") // JUnit calls open() first
  WarmRevisionsTest() {}

  @BeforeEach
  void open() throws Exception {
    store = DirectoryRevisionStore.open(folder.resolve("store"), InstantSource.system());
    warm = new WarmRevisions(host, store, SHORT, LONG);
    stored("1");
    run(stored("2"));
  }

  @AfterEach
  void close() {
    warm.close();
    store.close();
  }

  private StoredRevision stored(String text) throws Exception {
    var revision =
        store.stage(
            new RevisionDraft(
                "a",
                new TreeMap<>(Map.of("main.js", text.getBytes(StandardCharsets.UTF_8))),
                "main.js",
                "",
                "",
                RevisionSource.UNKNOWN,
                Map.of(),
                Instant.now()));
    store.activate(revision, Instant.now(), null);
    return revision;
  }

  private void run(StoredRevision revision) throws Exception {
    host.activate(Activator.activation(revision, store.codebase(revision), DRAIN));
  }

  private long warmRevision() {
    return host.programs().getFirst().warmRevision();
  }

  private void awaitWarm(LongPredicate condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.test(warmRevision())) {
      assertThat(System.nanoTime()).as("warm is r%d", warmRevision()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void keeps_the_revision_that_was_replaced() {
    warm.replaced("a", 1, DRAIN);

    awaitWarm(revision -> revision == 1);
  }

  @Test
  void loads_only_the_last_of_several_in_a_row() throws Exception {
    warm.close();
    warm = new WarmRevisions(host, store, Duration.ofMillis(300), LONG);
    run(stored("3"));

    warm.replaced("a", 1, DRAIN);
    warm.replaced("a", 2, DRAIN);

    awaitWarm(revision -> revision == 2);
    assertThat(host.warmed()).containsExactly(2L);
  }

  @Test
  void frees_it_after_a_while() {
    warm.close();
    warm = new WarmRevisions(host, store, SHORT, Duration.ofMillis(50));
    warm.replaced("a", 1, DRAIN);

    awaitWarm(revision -> host.warmed().contains(1L) && revision == 0);
  }

  @Test
  void frees_it_when_the_program_is_forgotten() {
    warm.replaced("a", 1, DRAIN);
    awaitWarm(revision -> revision == 1);

    warm.forget("a");

    assertThat(warmRevision()).isZero();
  }

  @Test
  void keeps_nothing_when_it_may_not() {
    warm.close();
    warm = new WarmRevisions(host, store, Duration.ZERO, Duration.ZERO);

    warm.replaced("a", 1, DRAIN);

    assertThat(host.warmed()).isEmpty();
  }

  @Test
  void loads_what_was_replaced_while_another_was_loaded() {
    // given: while r1 is loaded, r2 is replaced
    host.whileWarming(revision -> {
      if (revision == 1) {
        runNext();
        warm.replaced("a", 2, DRAIN);
      }
    });

    // when
    warm.replaced("a", 1, DRAIN);

    // then
    awaitWarm(revision -> revision == 2);
  }

  @Test
  void keeps_nothing_that_was_forgotten_while_it_was_loaded() {
    // given
    host.whileWarming(_ -> warm.forget("a"));

    // when
    warm.replaced("a", 1, DRAIN);

    // then: once when it was forgotten, and once when it was there
    awaitWarm(revision -> revision == 0 && host.drops() == 2);
  }

  private void runNext() {
    try {
      run(stored("3"));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
