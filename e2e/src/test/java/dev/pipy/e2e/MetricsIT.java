package dev.pipy.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Load;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.RawServer;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Scrape;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operations endpoint of a real server with four workers, compared with traffic that is known
/// exactly.
class MetricsIT {

  private static final int REQUESTS = 30;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final int front = Ports.free();
  private final int tls = Ports.free();
  private final int dead = Ports.free();
  private final int ops = Ports.free();
  private final HttpOrigin origin = HttpOrigin.answering(_ -> "hello");
  private final RawServer breaking =
      RawServer.start(peer -> {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        peer.reset();
      });
  private final Path folder;
  private ProxyUnderTest proxy;

  @SuppressWarnings("NullAway.Init") // JUnit calls start() first
  MetricsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void start() {
    proxy =
        ProxyUnderTest.in(folder)
            .controlled()
            .arguments("--threads=4", "--ops-address=" + ops)
            .start(ops);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    origin.close();
    breaking.close();
  }

  private CodebaseFolder codebase(String end) {
    return CodebaseFolder.ofScript(
        folder.resolve("proxy"),
        """
        ((
          requests = new stats.Counter('my_requests_total', ['path']),
        ) => pipy({ _target: '' })
          .listen('127.0.0.1:%d')
          .demuxHTTP('request')

          .pipeline('request')
          .handleMessageStart(msg => (
            requests.withLabels(msg.head.path).increase(),
            _target = '127.0.0.1:' + (
              msg.head.path === '/dead' ? %d : msg.head.path === '/breaking' ? %d : %d)
          ))
          .muxHTTP('up', () => _target)

          .pipeline('up')
          .connect(() => _target)
        )()%s
        """
            .formatted(front, dead, breaking.port(), origin.port(), end));
  }

  private static String served(int port, String method, String status, String error) {
    return "http_server_request_duration_seconds_count{listener=\"127.0.0.1:%d\",http_request_method=\"%s\",http_response_status_code=\"%s\",network_protocol_version=\"1.1\",error_type=\"%s\"}"
        .formatted(port, method, status, error);
  }

  private static String asked(int port, String status, String version, String error) {
    return "http_client_request_duration_seconds_count{upstream=\"127.0.0.1:%d\",http_request_method=\"GET\",http_response_status_code=\"%s\",network_protocol_version=\"%s\",error_type=\"%s\"}"
        .formatted(port, status, version, error);
  }

  @Test
  void counts_requests_upstreams_and_deploys_exactly() throws IOException {
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    for (int i = 0; i < REQUESTS; i++) {
      try (RawClient client = RawClient.connect(front)) {
        assertThat(client.get("/").status()).isEqualTo(200);
        assertThat(client.post("/", "body").status()).isEqualTo(200);
      }
    }
    proxy.ctl().ok("deploy", codebase("// again").path(), "-c", "proxy");
    assertThat(proxy.ctl().run("deploy", codebase(".oops()").path(), "-c", "proxy").exitCode())
        .isNotZero();
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(RawClient.get(front, "/").status()).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(RawClient.get(front, "/dead").status()).isEqualTo(502);
    }
    try (RawClient client = RawClient.connect(front)) {
      client.send("GET /breaking HTTP/1.1\r\nHost: x\r\n\r\n");
      client.readToEnd();
    } catch (IOException expected) {
      // the proxy resets what it cannot complete
    }

    String listener = "{listener=\"127.0.0.1:" + front + "\",protocol=\"tcp\"}";
    Scrape scrape = Scrape.await(ops, "pipy_listener_connections" + listener, 0);
    assertThat(scrape.number("pipy_listener_connections_total" + listener))
        .isEqualTo(2 * REQUESTS + 4);
    assertThat(scrape.number(served(front, "GET", "200", ""))).isEqualTo(2 * REQUESTS);
    assertThat(scrape.number(served(front, "POST", "200", ""))).isEqualTo(REQUESTS);
    assertThat(scrape.number(served(front, "GET", "502", "502"))).isEqualTo(3);
    assertThat(scrape.number(served(front, "GET", "", "ConnectionReset"))).isEqualTo(1);
    assertThat(scrape.number(asked(origin.port(), "200", "1.1", ""))).isEqualTo(2 * REQUESTS);
    assertThat(scrape.number(asked(dead, "", "", "ConnectionRefused"))).isEqualTo(3);
    assertThat(scrape.number(asked(breaking.port(), "", "1.1", "ConnectionReset"))).isEqualTo(1);
    assertThat(
            scrape.number(
                "pipy_upstream_connect_failures_total{upstream=\"127.0.0.1:%d\",reason=\"ConnectionRefused\"}"
                    .formatted(dead)))
        .isEqualTo(3);
    assertThat(
            scrape.number(
                "http_server_active_requests{listener=\"127.0.0.1:%d\"}".formatted(front)))
        .isZero();
    assertThat(scrape.number("my_requests_total{path=\"/\",codebase=\"proxy\"}"))
        .isEqualTo(3 * REQUESTS);
    assertThat(
            scrape.number(
                "pipy_deployments_total{codebase=\"proxy\",result=\"activated\",reason=\"\"}"))
        .isEqualTo(2);
    assertThat(
            scrape.numbers().entrySet().stream()
                .filter(it -> it.getKey().startsWith("pipy_deployments_total"))
                .filter(it -> it.getKey().contains("result=\"failed\""))
                .mapToDouble(it -> it.getValue())
                .sum())
        .isEqualTo(1);
    assertThat(scrape.number("pipy_last_activation_success{codebase=\"proxy\"}")).isZero();
    assertThat(scrape.number("pipy_generation{codebase=\"proxy\"}")).isEqualTo(2);
  }

  @Test
  void counts_tls_handshakes_that_fail() throws IOException {
    Tools.assumePresent("openssl");
    Tools.assumePresent("curl");
    Path made = Files.createDirectory(folder.resolve("tls"));
    new Pki(made).authority("ca").issue("localhost", "ca");
    new CodebaseFolder(made)
        .write(
            "main.js",
            """
            ((
              certificate = {
                cert: new crypto.CertificateChain(pipy.load('/localhost.crt')),
                key: new crypto.PrivateKey(pipy.load('/localhost.key')),
              },
            ) => pipy()
              .listen('127.0.0.1:%d')
              .acceptTLS('clear', { certificate })
              .pipeline('clear')
              .serveHTTP(new Message('hi'))
            )()
            """
                .formatted(tls));
    proxy.ctl().ok("deploy", made, "-c", "tls");
    for (int i = 0; i < 2; i++) {
      String url = "https://localhost:" + tls + "/";
      assertThat(curl("--cacert", made.resolve("ca.crt").toString(), url).out()).isEqualTo("hi");
      assertThat(curl(url).exitCode()).as("nobody it trusts issued it").isEqualTo(60);
    }
    try (RawClient client = RawClient.connect(tls)) {
      client.send("GET / HTTP/1.1\r\n\r\n");
      client.readToEnd();
    } catch (IOException expected) {
      // who does not speak TLS is cut off
    }

    String labels = "{listener=\"127.0.0.1:" + tls + "\",side=\"server\"";
    Scrape scrape =
        Await.until(
            "five handshakes are counted",
            LIMIT,
            () -> Scrape.of(ops),
            it ->
                failures(it, labels)
                        + it.number("pipy_tls_handshake_duration_seconds_count" + labels + "}")
                    == 5);
    assertThat(
            scrape.number(
                "pipy_tls_handshake_failures_total" + labels + ",reason=\"Unauthorized\"}"))
        .isGreaterThanOrEqualTo(1);
    assertThat(
            scrape.number(
                "pipy_tls_certificate_expiry_timestamp_seconds{subject=\"CN=localhost\"}"))
        .isBetween(
            System.currentTimeMillis() / 1e3 + 86_400,
            System.currentTimeMillis() / 1e3 + 3 * 86_400);
  }

  private static double failures(Scrape scrape, String labels) {
    return scrape.numbers().entrySet().stream()
        .filter(it -> it.getKey().startsWith("pipy_tls_handshake_failures_total" + labels))
        .mapToDouble(it -> it.getValue())
        .sum();
  }

  private Command.Result curl(String... arguments) {
    List<String> words = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*"));
    words.addAll(List.of(arguments));
    return Command.of(words).run();
  }

  @Test
  void passes_the_check_of_prometheus() throws IOException {
    Tools.assumePresent("promtool");
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    RawClient.get(front, "/");
    RawClient.get(front, "/dead");

    Command.Result check =
        Command.of("promtool", "check", "metrics").reading(Scrape.of(ops).text()).run();

    assertThat(check.all()).isEmpty();
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void is_understood_by_the_parsers_of_prometheus_for_python() throws IOException {
    Tools.assumePresent("python3");
    assumeTrue(
        Command.of("/usr/bin/python3", "-c", "import prometheus_client").run().exitCode() == 0,
        "needs python3-prometheus-client, which is not installed");
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    RawClient.get(front, "/");
    RawClient.get(front, "/dead");
    String open;
    try (RawClient client = RawClient.connect(ops)) {
      open =
          client
              .exchange(
                  "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n")
              .body();
    }

    assertThat(parsed("prometheus_client.parser", Scrape.of(ops).text())).isGreaterThan(40);
    assertThat(parsed("prometheus_client.openmetrics.parser", open)).isGreaterThan(40);
  }

  /// How many metrics with samples a parser finds.
  private static int parsed(String parser, String text) {
    Command.Result result =
        Command.of(
                "/usr/bin/python3",
                "-c",
                """
                import sys
                from %s import text_string_to_metric_families
                families = list(text_string_to_metric_families(sys.stdin.read()))
                assert all(family.documentation for family in families if not family.name.startswith('my_'))
                print(len([family for family in families if family.samples]))
                """
                    .formatted(parser))
            .reading(text)
            .run();
    assertThat(result.exitCode()).as(result.err()).isZero();
    return Integer.parseInt(result.out().strip());
  }

  @Test
  void shows_nothing_that_the_page_for_users_does_not_explain() throws IOException {
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    proxy.ctl().ok("deploy", codebase("// again").path(), "-c", "proxy");
    RawClient.get(front, "/");
    RawClient.get(front, "/dead");
    String page = Files.readString(Repository.ROOT.resolve("docs/metrics.md"));

    List<String> names = Scrape.of(ops).names();

    assertThat(names)
        .filteredOn(name -> !name.startsWith("my_"))
        .hasSizeGreaterThan(40)
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "` | "));
    assertThat(names).contains("my_requests_total");
    assertThat(proxy.ctl().ok("metrics")).contains("# TYPE my_requests_total counter");
    assertThat(proxy.ctl().ok("stats", "my_*")).contains("path=/").contains("codebase=proxy");
    assertThat(proxy.ctl().ok("top", "--once", "--interval", "100ms"))
        .contains("127.0.0.1:" + front);
  }

  @Test
  void clients_that_never_read_their_scrape_hold_up_nobody() throws IOException {
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    List<Socket> idlers = new ArrayList<>();
    try (Load load = Load.start(4, front, "/")) {
      for (int i = 0; i < 40; i++) {
        Socket idler = new Socket();
        idler.setReceiveBufferSize(1024);
        idler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ops));
        for (int n = 0; n < 20; n++) {
          idler
              .getOutputStream()
              .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
        }
        idlers.add(idler);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(RawClient.get(ops, "/livez").status()).isEqualTo(200);
        assertThat(RawClient.get(ops, "/metrics").status()).isEqualTo(200);
      }
      assertThat(load.failures()).isEmpty();
    } finally {
      for (Socket idler : idlers) {
        idler.close();
      }
    }
    assertThat(RawClient.get(ops, "/readyz").status()).isEqualTo(200);
  }

  @Test
  void is_not_ready_any_more_before_the_last_connection_ends() throws IOException {
    proxy.ctl().ok("deploy", codebase("").path(), "-c", "proxy");
    assertThat(RawClient.get(ops, "/startupz").status()).isEqualTo(200);
    assertThat(RawClient.get(ops, "/readyz?verbose").body())
        .isEqualTo(
            """
            [+]initial-program ok
            [+]not-draining ok
            [+]programs ok
            [+]state-writable ok
            readyz check passed
            """);
    try (RawClient client = RawClient.connect(front)) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12");
      Scrape.await(ops, "http_server_active_requests{listener=\"127.0.0.1:" + front + "\"}", 1);
      Command.of("sh", "-c", "kill -TERM " + proxy.pid()).run();
      HttpAnswer ready =
          Await.until("it drains", LIMIT, () -> ask("/readyz"), it -> it.status() == 503);
      assertThat(ready.body()).isEqualTo("not ok: not-draining: the server is draining\n");
      assertThat(ask("/livez").status()).isEqualTo(200);
      client.send("34");
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(proxy.awaitExit()).isZero();
  }

  private HttpAnswer ask(String path) {
    try {
      return RawClient.get(ops, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
