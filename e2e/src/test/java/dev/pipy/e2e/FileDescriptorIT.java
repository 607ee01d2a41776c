package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that has no file descriptor left for another client.
class FileDescriptorIT {

  @TempDir static Path folder;
  private final int port = Ports.free();

  private static long descriptors(long pid) throws IOException {
    try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.count();
    }
  }

  /// Processor time of all threads so far, in ticks of 10 ms.
  private static long ticks(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /// Waits for half a second of which the process needs less than a fifth. One that tries again and
  /// again never has it; one that still compiles does once it is done.
  private static void awaitRest(long pid) {
    AtomicLong began = new AtomicLong(System.nanoTime());
    AtomicLong before = new AtomicLong(Long.MIN_VALUE);
    Await.until(
        "half a second at rest",
        Duration.ofSeconds(60),
        () -> {
          if (System.nanoTime() - began.get() < 500_000_000) {
            return Long.MAX_VALUE;
          }
          began.set(System.nanoTime());
          long now = ticks(pid);
          long then = before.getAndSet(now);
          return then == Long.MIN_VALUE ? Long.MAX_VALUE : now - then;
        },
        used -> used < 10);
  }

  @Test
  void rests_when_no_connection_can_be_accepted_and_goes_on_when_one_can() throws Exception {
    Tools.assumePresent("prlimit");
    CodebaseFolder.ofScript(
        folder, "pipy().listen(" + port + ").serveHTTP(() => new Message('hello'))");
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(folder.resolve("main.js")).start(port)) {
      // given: room for a few clients
      assertThat(RawClient.get(port, "/").status()).isEqualTo(200);
      long limit = descriptors(proxy.pid()) + 5;
      Command.of("sh", "-c", "prlimit --pid " + proxy.pid() + " --nofile=" + limit).run();

      List<RawClient> clients = new ArrayList<>();
      try {
        // when: more come
        for (int i = 0; i < 20; i++) {
          clients.add(RawClient.connect(port));
        }
        proxy.awaitOutput("cannot accept connections");

        // then: it waits rather than spins, and serves whom it has
        awaitRest(proxy.pid());
        assertThat(clients.getFirst().get("/").status()).isEqualTo(200);

        // and serves the last one once others have gone
        for (RawClient client : clients.subList(0, 19)) {
          client.close();
        }
        HttpAnswer last = clients.getLast().get("/");
        assertThat(last.status()).isEqualTo(200);
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
    }
  }
}
