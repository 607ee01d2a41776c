package dev.pipy.control.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pipy.metrics.Exposition;
import dev.pipy.metrics.MetricFamily;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/metrics`, `/livez`, `/readyz` and `/startupz`, and what programs have below `/admin/`.
///
/// A client may be as slow as it likes: each of the 64 connections that there may be has a virtual
/// thread for its request, a request may take 10 seconds to arrive and its answer 30 seconds to
/// leave, and what is longer is cut. Heads are 16 KiB at most.
public final class OpsServer implements AutoCloseable {

  /// Connections at once; further ones are closed.
  public static final int MOST_CONNECTIONS = 64;

  private static final Logger LOG = LoggerFactory.getLogger("pipy.ops");
  private static final int BACKLOG = 64;
  private static final int LEAST_COMPRESSED = 1024;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final List<String> METHODS = List.of("GET", "HEAD");

  static {
    // what the JDK's server reads once, when it is loaded; nothing else in the process uses it
    System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
    System.setProperty("sun.net.httpserver.maxReqHeaders", "100");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", String.valueOf(16 << 10));
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    System.setProperty("sun.net.httpserver.maxIdleConnections", String.valueOf(MOST_CONNECTIONS));
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Supplier<List<MetricFamily>> metrics;
  private final Health health;
  private final AdminPages admin;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ops-", 0).factory());

  /// Pages that there are.
  private enum Page {
    METRICS,
    LIVEZ,
    READYZ,
    STARTUPZ;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What is sent.
  private record Answer(int status, String contentType, String body) {}

  private OpsServer(
      InetSocketAddress address,
      Supplier<List<MetricFamily>> metrics,
      Health health,
      AdminPages admin)
      throws IOException {
    this.metrics = metrics;
    this.health = health;
    this.admin = admin;
    server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  /// Listens. Throws BindException if the port is taken.
  ///
  /// @param metrics gathers all metrics; may block
  public static OpsServer start(
      InetSocketAddress address,
      Supplier<List<MetricFamily>> metrics,
      Health health,
      AdminPages admin)
      throws IOException {
    var started = new OpsServer(address, metrics, health, admin);
    started.server.start();
    LOG.info("Metrics and health at {}", text(started.address()));
    return started;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static String text(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return "http://%s:%d"
        .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        if (admin.answer(exchange)) {
          return;
        }
        answer = answer(exchange);
      } catch (RuntimeException bug) {
        LOG.error("a request failed", bug);
        answer = new Answer(500, TEXT, "internal error, see the server's log\n");
      }
      send(exchange, answer);
    } catch (IOException expected) {
      LOG.debug("a client is gone: {}", expected.getMessage());
    }
  }

  private Answer answer(HttpExchange exchange) {
    var path = exchange.getRequestURI().getPath();
    for (var page : Page.values()) {
      if (("/" + page.word()).equals(path)) {
        if (!METHODS.contains(exchange.getRequestMethod())) {
          exchange.getResponseHeaders().set("Allow", String.join(", ", METHODS));
          return new Answer(405, TEXT, "expected: " + String.join(" or ", METHODS) + "\n");
        }
        return answer(page, exchange);
      }
    }
    var pages = Arrays.stream(Page.values()).map(page -> "/" + page.word()).toList();
    return new Answer(404, TEXT, "not here; there are: " + String.join(" ", pages) + "\n");
  }

  private Answer answer(Page page, HttpExchange exchange) {
    var accept = accept(exchange, "Accept");
    return switch (page) {
      case METRICS -> {
        var format = accept.prefersOpenMetrics() ? Exposition.OPENMETRICS : Exposition.PROMETHEUS;
        yield new Answer(200, format.contentType(), format.text(metrics.get()));
      }
      case LIVEZ -> answer(page, health.live(), accept, exchange);
      case READYZ -> answer(page, health.ready(), accept, exchange);
      case STARTUPZ -> answer(page, health.started(), accept, exchange);
    };
  }

  private static Answer answer(
      Page page, List<Check> checks, AcceptHeader accept, HttpExchange exchange) {
    var text = new HealthText(page.word(), checks);
    int status = text.isPassing() ? 200 : 503;
    if (accept.prefersJson()) {
      return new Answer(status, JSON, text.json());
    }
    var query = exchange.getRequestURI().getRawQuery();
    boolean isVerbose = query != null && List.of(query.split("&", -1)).contains("verbose");
    return new Answer(status, TEXT, isVerbose ? text.verbose() : text.brief());
  }

  private static AcceptHeader accept(HttpExchange exchange, String field) {
    var values = exchange.getRequestHeaders().get(field);
    return new AcceptHeader(values == null ? List.of() : values);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var body = answer.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("Vary", "Accept, Accept-Encoding");
    if (body.length >= LEAST_COMPRESSED && accept(exchange, "Accept-Encoding").takesGzip()) {
      headers.set("Content-Encoding", "gzip");
      body = compressed(body);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static byte[] compressed(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream(body.length / 8);
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  /// Ends it; what is being answered is cut.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
