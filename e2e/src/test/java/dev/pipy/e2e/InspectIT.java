package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looking inside a proxy that works, with the tool that users have.
class InspectIT {

  private static final String SCRIPT =
      """
      pipy()

      .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')

      .pipeline('request')
        .handleMessageStart(start => console.log('asked for', start.head.path))
        .muxHTTP('connection', 'origin')

      .pipeline('connection')
        .connect('127.0.0.1:$ORIGIN')
      """;

  @TempDir Path folder;

  @Test
  void shows_what_a_proxy_does_while_it_does_it() throws Exception {
    int port = Ports.free();
    try (HttpOrigin origin = HttpOrigin.answering(request -> "hello " + request.path());
        ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      CodebaseFolder codebase =
          CodebaseFolder.ofScript(
              folder.resolve("proxy"),
              SCRIPT.replace("$PORT", "" + port).replace("$ORIGIN", "" + origin.port()));
      proxy.ctl().ok("deploy", codebase.path(), "-c", "proxy");

      assertThat(proxy.ctl().ok("graph"))
          .contains("proxy r1", "listener 127.0.0.1:" + port, "─▶ pipeline connection")
          .contains("muxHTTP('connection', 'origin')", "main.js:8:4");
      assertThat(proxy.ctl().ok("graph", "proxy@r1", "-o", "dot")).startsWith("digraph \"proxy\"");
      assertThat(proxy.ctl().ok("graph", codebase.path(), "-o", "json"))
          .contains("\"leadsTo\": [\"/main.js:request\"]");

      AtomicBoolean goesOn = new AtomicBoolean(true);
      Thread traffic = Thread.ofVirtual().start(() -> ask(port, goesOn));
      try {
        assertThat(proxy.ctl().ok("tap", "--duration", "3s", "--path", "/a*", "--body", "100"))
            .contains("→ #1", "GET /a?token=(hidden)", "200 after", "hello /a?token=x")
            .contains("The tap has ended: the time is over.");
        assertThat(
                proxy.ctl().ok("tap", "--duration", "2s", "--after", "muxHTTP", "--status", "4xx"))
            .contains("after muxHTTP (main.js:8:4)")
            .doesNotContain("200");
        assertThat(proxy.ctl().ok("connections", "--listener", ":" + port))
            .contains("127.0.0.1:" + port, "active");
        assertThat(proxy.ctl().ok("listeners")).contains("127.0.0.1:" + port);
        assertThat(proxy.ctl().ok("upstreams")).contains("origin", "connection");
        assertThat(proxy.ctl().ok("generations")).contains("proxy", "r1", "active");
      } finally {
        goesOn.set(false);
        traffic.join();
      }

      assertThat(proxy.ctl().ok("logs", "--logger", "script.proxy", "-e", "for /a\\?t.*x$"))
          .contains("asked for /a?token=x")
          .doesNotContain("Listening");
      assertThat(proxy.ctl().ok("logs", "-c", "proxy", "--generation", "1")).contains("asked for");
      assertThat(proxy.ctl().ok("upstreams")).contains("TARGET", "127.0.0.1:" + origin.port());
      assertThat(proxy.ctl().run("logs", "-e", "(a").err()).contains("pattern: no regular expr");

      try (RawClient idle = RawClient.connect(port)) {
        idle.get("/b");
        assertThat(proxy.ctl().ok("connections", "close", "--listener", ":" + port, "--yes"))
            .contains("✓ 1 connection closed.");
        assertThat(idle.readToEnd()).isEmpty();
      }
      operates(proxy, port);
    }
  }

  private void operates(ProxyUnderTest proxy, int port) throws IOException {
    assertThat(proxy.ctl().ok("log-level", "pipy.connect", "debug", "--for", "1m"))
        .contains("✓ pipy.connect logs debug and graver (was info)");

    assertThat(proxy.ctl().ok("drain", "--drain-timeout", "20s", "--wait"))
        .contains("has drained; 0 connections cut.");
    assertThat(proxy.ctl().run("status").exitCode()).isEqualTo(1);
    try (RawClient late = RawClient.connect(port)) {
      assertThat(late.get("/late").body()).isEqualTo("hello /late");
      assertThat(late.readToEnd()).isEmpty();
    }
    proxy.ctl().ok("undrain");
    try (RawClient client = RawClient.connect(port)) {
      client.get("/1");
      client.get("/2");
    }

    assertThat(proxy.ctl().ok("events"))
        .contains("program-started", "listener-opened", "deployed r1", "connections-closed")
        .contains("the level of pipy.connect is debug (was info)")
        .contains("out of service", "server-drained", "in service again after a drain");
    Path bundle = folder.resolve("fault.tar.gz");
    assertThat(proxy.ctl().ok("debug", "bundle", bundle))
        .contains("graphs/proxy.txt", "configuration.txt", "14 files")
        .doesNotContain("missing");
    assertThat(bundle).isNotEmptyFile();
  }

  /// Asks on one connection, with a pause between requests, until it is told to stop.
  private static void ask(int port, AtomicBoolean goesOn) {
    try (RawClient client = RawClient.connect(port)) {
      while (goesOn.get()) {
        client.get("/a?token=x");
        client.get("/b");
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
