package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mock services and proxy side by side on one data plane.
class TwoProgramsIT {

  @TempDir Path folder;

  @Test
  void are_swapped_and_stopped_independently() throws IOException {
    int front = Ports.free();
    Map<Integer, Integer> ports =
        Map.of(8000, front, 8080, Ports.free(), 8081, Ports.free(), 8082, Ports.free());
    CodebaseFolder services = CodebaseFolder.copyOfTutorial("02-echo", folder, ports);
    CodebaseFolder routes = CodebaseFolder.copyOfTutorial("08-full-proxy", folder, ports);
    try (ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      proxy.ctl().ok("deploy", services.path(), "-c", "services");
      proxy.ctl().ok("deploy", routes.path(), "-c", "proxy");
      assertThat(RawClient.get(front, "/hi").body()).isEqualTo("Hi, there!\n");

      services.edit("main.js", "Hi, there!", "Good morning!");
      proxy.ctl().ok("deploy", services.path(), "-c", "services");
      awaitBody(front, "/hi", "Good morning!\n");

      routes.edit("config/router.json", "/hi/*", "/hello/*");
      proxy.ctl().ok("deploy", routes.path(), "-c", "proxy");
      assertThat(RawClient.get(front, "/hi").status()).isEqualTo(404);
      awaitBody(front, "/hello", "Good morning!\n");

      assertThat(proxy.ctl().ok("status")).contains("services", "proxy", "r2");

      proxy.ctl().ok("stop", "services", "--yes", "--drain-timeout", "1s");
      assertThat(RawClient.get(front, "/hello").status()).isEqualTo(502);
      assertThat(RawClient.get(front, "/").status()).isEqualTo(404);
    }
  }

  /// The greeting has its turn, and the proxy's kept connections must have met the new revision.
  private static void awaitBody(int port, String path, String wanted) {
    Await.until(wanted, Duration.ofSeconds(10), () -> body(port, path), wanted::equals);
  }

  private static String body(int port, String path) {
    try {
      return RawClient.get(port, path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
