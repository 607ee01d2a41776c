package dev.pipy.control.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.event.Bytes;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricFamily;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.program.AdminRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {

  private static final int UPSTREAMS = 500;

  private final HttpClient client = HttpClient.newHttpClient();
  private final StatedHealth health = new StatedHealth();
  private final OpsServer server;

  /// What the tests say.
  private static final class StatedHealth implements Health {

    private volatile List<Check> ready = List.of(Check.of("not-draining", ""));

    @Override
    public List<Check> live() {
      return List.of(Check.of("event-loops", ""));
    }

    @Override
    public List<Check> ready() {
      return ready;
    }

    @Override
    public List<Check> started() {
      return List.of(Check.of("initial-program", "the server is starting"));
    }
  }

  OpsServerTest() throws IOException {
    server =
        OpsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            OpsServerTest::metrics,
            health,
            new AdminPages(OpsServerTest::administer));
  }

  /// What programs say, below `/admin/there`.
  private static @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    if (!request.path().startsWith("/admin/there")) {
      return null;
    }
    var body = request.method() + " " + request.path() + " " + request.headers().get("x-name");
    return CompletableFuture.completedFuture(
        new AdminRequest.Answer(202, Map.of("x-answer", List.of("a", "b")), Bytes.of(body)));
  }

  @Test
  void asks_programs_below_admin() throws Exception {
    var there = request("/admin/there?q=%20").header("X-Name", "me");
    var answer = client.send(there.DELETE().build(), HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().allValues("x-answer")).containsExactly("a", "b");
    assertThat(answer.body()).isEqualTo("DELETE /admin/there?q=%20 [me]");
    var large = HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]);
    var tooLarge = client.send(there.POST(large).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(get("/admin/elsewhere").statusCode()).isEqualTo(404);
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private static List<MetricFamily> metrics() {
    var snapshot = new MetricSnapshot();
    for (int i = 0; i < UPSTREAMS; i++) {
      snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, i, "host-" + i + ":80");
    }
    return snapshot.families();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void shows_metrics_as_prometheus_likes_them() throws Exception {
    var answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .contains("pipy_upstream_connections{upstream=\"host-7:80\"} 7\n")
        .doesNotContain("# EOF");
  }

  @Test
  void shows_open_metrics_to_who_accepts_it() throws Exception {
    var answer = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");

    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(answer.body()).endsWith("# EOF\n");
  }

  @Test
  void compresses_for_who_accepts_it() throws Exception {
    var answer =
        client.send(
            request("/metrics").header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      var text = new String(plain.readAllBytes(), UTF_8);
      assertThat(text).isEqualTo(get("/metrics").body());
      assertThat(answer.body().length).isLessThan(text.length() / 3);
    }
  }

  @Test
  void tells_health_as_text_and_as_json() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/livez").body()).isEqualTo("ok\n");
    assertThat(get("/startupz").statusCode()).isEqualTo(503);
    assertThat(get("/startupz").body())
        .isEqualTo("not ok: initial-program: the server is starting\n");
    health.ready =
        List.of(
            Check.of("initial-program", ""), Check.of("not-draining", "the server is draining"));
    assertThat(get("/readyz?verbose").statusCode()).isEqualTo(503);
    assertThat(get("/readyz?verbose").body())
        .isEqualTo(
            """
            [+]initial-program ok
            [-]not-draining failed: the server is draining
            readyz check failed
            """);
    var json = get("/readyz", "Accept", "application/json");
    assertThat(json.statusCode()).isEqualTo(503);
    assertThat(json.headers().firstValue("content-type")).contains("application/json");
    assertThat(json.body())
        .isEqualTo(
            """
            {"ok":false,"checks":[{"name":"initial-program","ok":true,"detail":""},\
            {"name":"not-draining","ok":false,"detail":"the server is draining"}]}
            """);
  }

  @Test
  void names_the_paths_where_there_is_nothing() throws Exception {
    var answer = get("/");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("not here; there are: /metrics /livez /readyz /startupz\n");
    assertThat(get("/metrics/").statusCode()).isEqualTo(404);
    assertThat(get("/livezz").statusCode()).isEqualTo(404);
  }

  @Test
  void knows_two_methods() throws Exception {
    var post =
        client.send(
            request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
    assertThat(post.body()).isEqualTo("expected: GET or HEAD\n");

    var head = client.send(request("/livez").HEAD().build(), HttpResponse.BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void who_never_sends_a_request_does_not_keep_others_from_theirs() throws Exception {
    var idlers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < OpsServer.MOST_CONNECTIONS / 2; i++) {
        var idler = connect();
        idler.getOutputStream().write("GET /metrics HTTP/1.1\r\nHo".getBytes(US_ASCII));
        idlers.add(idler);
      }
      assertThat(get("/livez").statusCode()).isEqualTo(200);
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      for (var idler : idlers) {
        idler.close();
      }
    }
  }

  @Test
  void takes_so_many_connections_at_once() throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < OpsServer.MOST_CONNECTIONS; i++) {
        var one = connect();
        open.add(one);
        ask(one);
      }
      try (var tooMany = connect()) {
        tooMany.setSoTimeout(10_000);
        assertThat(isCut(tooMany)).isTrue();
      }
      open.removeLast().close();
      assertThat(isTakenInTheEnd()).isTrue();
    } finally {
      for (var one : open) {
        one.close();
      }
    }
  }

  /// The server sees the end of the one that left when it reads it.
  private boolean isTakenInTheEnd() throws IOException {
    for (int i = 0; i < 1000; i++) {
      try (var next = connect()) {
        if (!isCut(next)) {
          return true;
        }
      }
    }
    return false;
  }

  /// One whole request and its answer.
  private static void ask(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
  }

  private static boolean isCut(Socket socket) throws IOException {
    try {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read() < 0;
    } catch (SocketException expected) {
      return true;
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
  }

  @Test
  void says_so_when_the_port_is_taken() {
    var admin = new AdminPages(_ -> null);
    assertThatThrownBy(
            () -> OpsServer.start(server.address(), OpsServerTest::metrics, health, admin))
        .isInstanceOf(BindException.class);
  }
}
