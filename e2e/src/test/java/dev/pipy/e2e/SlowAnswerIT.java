package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Load;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests of many clients share upstream connections, and an answer that takes two seconds holds
/// up nobody but who asked for it.
class SlowAnswerIT {

  private static final int CLIENTS = 16;
  private static final int SLOW_SECONDS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// What may be lost to a slow answer: far less than it takes, far more than a busy machine adds.
  private static final Duration WITHOUT_WAITING = Duration.ofMillis(SLOW_SECONDS * 1000 / 2);

  @TempDir Path folder;

  private static String answer(HttpOrigin.Request request) {
    return request.path().equals("/slow")
        ? new CompletableFuture<String>()
            .completeOnTimeout("slow", SLOW_SECONDS, TimeUnit.SECONDS)
            .join()
        : "fast";
  }

  private static long count(Load load) {
    return load.answers().values().stream().mapToLong(Long::longValue).sum();
  }

  /// What 99 of 100 answers took at the most.
  private static Duration ninetyNinth(Load load) {
    var times = load.times();
    return times.get(times.size() * 99 / 100);
  }

  private static void awaitMore(Load load, long more) {
    long enough = count(load) + more;
    Await.until(more + " more answers", LIMIT, () -> count(load), count -> count >= enough);
  }

  @Test
  void holds_up_nobody_else() throws IOException {
    int front = Ports.free();
    CodebaseFolder codebase =
        CodebaseFolder.copyOfTutorial("03-proxy", folder, Map.of(8000, front));
    try (HttpOrigin origin = HttpOrigin.answering(SlowAnswerIT::answer)) {
      codebase.edit("main.js", "127.0.0.1:8080", "127.0.0.1:" + origin.port());
      try (ProxyUnderTest _ =
          ProxyUnderTest.in(folder)
              .arguments("--threads=1", codebase.path().resolve("main.js"))
              .start(front)) {
        Load usual = Load.start(CLIENTS, front, "/fast");
        try (usual) {
          awaitMore(usual, 5_000);
        }

        Load load = Load.start(CLIENTS, front, "/fast");
        try (load) {
          for (int i = 0; i < 3; i++) {
            awaitMore(load, 1_000);
            assertThat(RawClient.get(front, "/slow").body()).isEqualTo("slow");
          }
        }

        assertThat(load.failures()).isEmpty();
        assertThat(load.answers()).containsOnlyKeys("200 fast");
        assertThat(load.times().getLast()).isLessThan(WITHOUT_WAITING);
        assertThat(ninetyNinth(load)).isLessThan(ninetyNinth(usual).multipliedBy(3).plusMillis(20));
      }
    }
  }
}
