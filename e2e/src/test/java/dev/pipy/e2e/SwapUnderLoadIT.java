package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Load;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deploys while clients are at it: no request fails, no connection is refused, and whoever
/// connects after a deploy gets the new routes.
class SwapUnderLoadIT {

  private static final int SWAPS = 6;
  private static final String BALANCER = "config/balancer.json";

  @TempDir Path folder;

  /// The full proxy, whose `/hi` leads to one origin.
  private CodebaseFolder proxyTo(int front, HttpOrigin origin) {
    CodebaseFolder codebase =
        CodebaseFolder.copyOfTutorial("08-full-proxy", folder, Map.of(8000, front));
    return route(codebase, origin);
  }

  private static CodebaseFolder route(CodebaseFolder codebase, HttpOrigin origin) {
    return codebase.write(
        BALANCER, "{\"services\": {\"service-hi\": [\"127.0.0.1:" + origin.port() + "\"]}}");
  }

  @Test
  void loses_no_request_of_keep_alive_clients() throws IOException {
    int front = Ports.free();
    try (HttpOrigin blue = HttpOrigin.answering(request -> "blue");
        HttpOrigin green = HttpOrigin.answering(request -> "green");
        ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      CodebaseFolder codebase = proxyTo(front, blue);
      proxy.ctl().ok("deploy", codebase.path(), "-c", "proxy");

      Load load = Load.start(8, front, "/hi");
      try (load) {
        for (int swap = 1; swap <= SWAPS; swap++) {
          boolean toGreen = swap % 2 == 1;
          proxy.ctl().ok("deploy", route(codebase, toGreen ? green : blue).path(), "-c", "proxy");
          assertThat(RawClient.get(front, "/hi").body()).isEqualTo(toGreen ? "green" : "blue");
        }
      }

      assertThat(load.failures()).isEmpty();
      assertThat(load.answers()).containsOnlyKeys("200 blue", "200 green");
      assertThat(load.answers().values()).allMatch(count -> count > 100);
    }
  }

  @Test
  void moves_idle_keep_alive_connections_without_breaking_them() throws IOException {
    int front = Ports.free();
    try (HttpOrigin blue = HttpOrigin.answering(request -> "blue");
        HttpOrigin green = HttpOrigin.answering(request -> "green");
        ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      CodebaseFolder codebase = proxyTo(front, blue);
      proxy.ctl().ok("deploy", codebase.path(), "-c", "proxy");
      try (RawClient idle = RawClient.connect(front)) {
        idle.get("/hi");
        proxy.ctl().ok("deploy", route(codebase, green).path(), "-c", "proxy");

        assertThat(idle.get("/hi").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void finishes_a_request_that_was_under_way() throws IOException {
    int front = Ports.free();
    CompletableFuture<String> held = new CompletableFuture<>();
    try (HttpOrigin slow = HttpOrigin.answering(request -> held.join());
        HttpOrigin green = HttpOrigin.answering(request -> "green");
        ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      CodebaseFolder codebase = proxyTo(front, slow);
      proxy.ctl().ok("deploy", codebase.path(), "-c", "proxy");
      try (RawClient waiting = RawClient.connect(front)) {
        waiting.send("GET /hi HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Await.until(
            "the request is at the origin",
            Duration.ofSeconds(10),
            slow::requests,
            requests -> !requests.isEmpty());

        proxy.ctl().ok("deploy", route(codebase, green).path(), "-c", "proxy");
        assertThat(RawClient.get(front, "/hi").body()).isEqualTo("green");
        held.complete("slow");

        assertThat(waiting.read().body()).isEqualTo("slow");
      }
    }
  }

  @Test
  void loses_no_request_of_wrk() throws IOException {
    Tools.assumePresent("wrk");
    int front = Ports.free();
    try (HttpOrigin blue = HttpOrigin.answering(request -> "blue");
        HttpOrigin green = HttpOrigin.answering(request -> "green");
        ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      CodebaseFolder codebase = proxyTo(front, blue);
      proxy.ctl().ok("deploy", codebase.path(), "-c", "proxy");

      // deploys without a pause slow everything down, but what is lost is never answered
      CompletableFuture<Command.Result> wrk =
          CompletableFuture.supplyAsync(() ->
              Command.of(
                      "wrk",
                      "-t1",
                      "-c16",
                      "-d15s",
                      "--timeout",
                      "10s",
                      "http://127.0.0.1:" + front + "/hi")
                  .run());
      int swaps = 0;
      while (!wrk.isDone()) {
        swaps++;
        proxy
            .ctl()
            .ok("deploy", route(codebase, swaps % 2 == 1 ? green : blue).path(), "-c", "proxy");
      }

      assertThat(wrk.join().out())
          .contains("requests in")
          .doesNotContain("Socket errors")
          .doesNotContain("Non-2xx");
      assertThat(swaps).isGreaterThan(2);
    }
  }
}
