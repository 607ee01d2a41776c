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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
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
        long before = ticks(proxy.pid());
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Await.until("2 s", Duration.ofSeconds(5), System::nanoTime, now -> now > end);
        assertThat(ticks(proxy.pid()) - before).isLessThan(100);
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
