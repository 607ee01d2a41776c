package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was deployed outlives the process, however it ended.
class RestartIT {

  @TempDir Path folder;

  @Test
  void runs_what_was_deployed_after_a_kill() throws IOException {
    int first = Ports.free();
    int second = Ports.free();
    int stopped = Ports.free();
    try (ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      proxy.ctl().ok("deploy", saying("first", first, "old").path());
      proxy.ctl().ok("deploy", saying("first", first, "new").path());
      proxy.ctl().ok("deploy", saying("second", second, "other").path());
      proxy.ctl().ok("deploy", saying("stopped", stopped, "gone").path());
      proxy.ctl().ok("stop", "stopped", "--yes");
      proxy.kill();
    }

    try (ProxyUnderTest again = ProxyUnderTest.in(folder).controlled().start(first, second)) {
      assertThat(RawClient.get(first, "/").body()).isEqualTo("new");
      assertThat(RawClient.get(second, "/").body()).isEqualTo("other");
      assertThat(Ports.isOpen(stopped)).isFalse();
      assertThat(again.ctl().ok("history", "first")).contains("r1", "r2");

      again.ctl().ok("rollback", "first", "--yes");
      assertThat(RawClient.get(first, "/").body()).isEqualTo("old");
    }
  }

  @Test
  void finds_a_whole_revision_whenever_it_is_killed() throws IOException {
    int port = Ports.free();
    try (ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      proxy.ctl().ok("deploy", saying("site", port, "0").path());
    }
    for (int round = 1; round <= 3; round++) {
      try (ProxyUnderTest proxy = ProxyUnderTest.in(folder).controlled().start(port)) {
        String text = String.valueOf(round);
        Thread deploy =
            Thread.ofVirtual()
                .start(() -> proxy.ctl().run("deploy", saying("site", port, text).path()));
        RawClient.get(port, "/");
        proxy.kill();
        join(deploy);
      }
    }
    try (ProxyUnderTest proxy = ProxyUnderTest.in(folder).controlled().start(port)) {
      assertThat(RawClient.get(port, "/").body()).matches("[0-3]");
      assertThat(proxy.ctl().ok("status")).contains("site");
    }
  }

  private CodebaseFolder saying(String program, int port, String text) {
    return CodebaseFolder.ofScript(
        folder.resolve(program),
        "pipy().listen(%d).serveHTTP(new Message('%s'))".formatted(port, text));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
