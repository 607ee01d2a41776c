package dev.pipy.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed by the system at random moments of deploys, rollbacks, deletions and of
/// opening the store. Whatever the moment, the store is whole and holds the old or the new
/// revision.
///
/// 30 kills; `-Dpipy.kills=1000` for as many, `-Dpipy.fuzz.seed=N` for other moments.
class StoreKillTest {

  private static final int KILLS = Integer.getInteger("pipy.kills", 30);
  private static final int MOST_LINES = 8;

  @TempDir Path folder;
  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("pipy.fuzz.seed", 20_260_101));

  /// The number that is active for certain, and that which may be instead.
  private int sure;

  private int wanted;
  private long wantedNanos;

  /// How long the last change took that was watched, so that moments fall into the next one.
  private long changeNanos = 20_000_000;

  private int underWay;
  private int changes;
  private int news;
  private int leftOvers;

  @Test
  void holds_the_old_or_the_new_revision_whenever_its_process_is_killed() throws Exception {
    long start = System.nanoTime();
    for (int kill = 1; kill <= KILLS; kill++) {
      killWhileWriting();
      assertOldOrNew(kill);
    }
    System.out.printf(
        "%d kills in %d s, after %d changes: %d within one, of which %d had happened;"
            + " %d left something behind%n",
        KILLS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        changes,
        underWay,
        news,
        leftOvers);
    assertThat(changes).isPositive();
    assertThat(underWay).isPositive();
  }

  private void killWhileWriting() throws IOException, InterruptedException {
    var process = start();
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(said.readLine()).isEqualTo("opens");
      // some die before they have opened the store
      for (int line = random.nextInt(MOST_LINES); line > 0; line--) {
        hear(said.readLine());
      }
      LockSupport.parkNanos(random.nextLong(2 * changeNanos));
      process.toHandle().destroyForcibly(); // what it has said can still be read
      said.lines().forEach(this::hear);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            StoreWriter.class.getName(),
            folder.toString(),
            String.valueOf(Math.max(sure, wanted) + 1))
        .redirectError(Redirect.INHERIT)
        .start();
  }

  private void hear(String line) {
    long now = System.nanoTime();
    if (line.equals("writes")) {
      return;
    }
    var words = line.split(" ", -1);
    wanted = Integer.parseInt(words[1]);
    if (words[0].equals("done")) {
      sure = wanted;
      changes++;
      changeNanos = Math.max(1, now - wantedNanos);
    } else {
      wantedNanos = now;
    }
  }

  private void assertOldOrNew(int kill) throws StoreException {
    boolean wasUnderWay = sure != wanted;
    boolean isStore = Files.exists(folder.resolve("VERSION"));
    if (isStore && !StoreCheck.run(folder).orphans().isEmpty()) {
      leftOvers++;
    }
    try (var store = DirectoryRevisionStore.open(folder, () -> RevisionStoreContract.TIME)) {
      int active = active(store);
      assertThat(active).as("active after kill %d", kill).isIn(sure, wanted);
      for (var revision : store.revisions("a")) {
        assertThat(store.codebase(revision).files()).hasSize(2);
      }
      underWay += wasUnderWay ? 1 : 0;
      news += wasUnderWay && active == wanted ? 1 : 0;
      sure = active;
    }
    var report = StoreCheck.run(folder);
    assertThat(report.faults()).as("faults after kill %d", kill).isEmpty();
    assertThat(report.orphans()).as("left over after kill %d", kill).isEmpty();
  }

  private static int active(RevisionStore store) throws StoreException {
    var program = store.program("a");
    if (program.isEmpty()) {
      return 0;
    }
    assertThat(program.get().damage()).isEmpty();
    var revision = store.revision("a", program.get().active()).orElseThrow();
    return Integer.parseInt(
        RevisionStoreContract.main(store, revision).lines().findFirst().orElseThrow());
  }
}
