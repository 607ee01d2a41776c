package dev.pipy.e2e.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Clients of many kinds that never stop. An answer must carry an `x-version` of two equal halves;
/// a connection may end only behind an answer that says so.
public final class SwapClients implements AutoCloseable {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final int clear;
  private final int tls;
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  /// What one client does over and over: on a connection of its own, until that may not be used any
  /// more.
  private interface Kind {
    void use() throws Exception;
  }

  /// Starts them.
  ///
  /// @param authority certificate of who signed that of `localhost`
  public SwapClients(int clear, int tls, Path authority) throws Exception {
    this.clear = clear;
    this.tls = tls;
    start("keep-alive", 4, this::keepAlive);
    start("pipelined", 2, this::pipelined);
    start("timer", 2, this::timer);
    start("slow body", 2, this::slowBody);
    start("upgraded", 2, this::upgraded);
    HttpClient secure = client(authority, HttpClient.Version.HTTP_1_1);
    start("tls", 2, () -> overTls("tls", secure));
    HttpClient two = client(authority, HttpClient.Version.HTTP_2);
    start("http2", 4, () -> overTls("http2", two));
  }

  private void start(String name, int number, Kind kind) {
    counts.put(name, 0L);
    for (int i = 0; i < number; i++) {
      threads.add(Thread.ofVirtual().start(() -> run(name, kind)));
    }
  }

  private void run(String name, Kind kind) {
    while (!over && failures.size() < 20) {
      try {
        kind.use();
      } catch (Exception | AssertionError failure) {
        if (!over) {
          failures.add(name + ": " + failure);
        }
      }
    }
  }

  private static HttpClient client(Path authority, HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(trusting(authority)).build();
  }

  private static SSLContext trusting(Path authority) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream file = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void keepAlive() throws IOException {
    try (RawClient client = RawClient.connect(clear)) {
      while (!over) {
        if (took("keep-alive", client.get("/"), "ok").closes()) {
          return;
        }
      }
    }
  }

  private void pipelined() throws IOException {
    try (RawClient client = RawClient.connect(clear)) {
      while (!over) {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5));
        for (int i = 0; i < 5; i++) {
          if (took("pipelined", client.read(), "ok").closes()) {
            return; // those behind it are to be sent again (RFC 9112 section 9.3.2)
          }
        }
      }
    }
  }

  private void timer() throws IOException {
    try (RawClient client = RawClient.connect(clear)) {
      while (!over) {
        if (took("timer", client.get("/timer"), "waited").closes()) {
          return;
        }
      }
    }
  }

  private void slowBody() throws IOException, InterruptedException {
    try (RawClient client = RawClient.connect(clear)) {
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 8; i++) {
        client.send("4\r\nslow\r\n");
        TimeUnit.MILLISECONDS.sleep(40); // the pace of this client, not a wait for something
      }
      client.send("0\r\n\r\n");
      took("slow body", client.read(), "slow".repeat(8));
    }
  }

  private void upgraded() throws IOException, InterruptedException {
    try (RawClient client = RawClient.connect(clear)) {
      client.send(
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
      checkVersion(client.readSwitch());
      for (int i = 0; i < 10; i++) {
        client.send("line " + i + "\n");
        String line = client.readLine();
        if (!line.equals("line " + i)) {
          throw new IOException("not what was sent: " + line);
        }
        TimeUnit.MILLISECONDS.sleep(20); // likewise
      }
      counts.merge("upgraded", 1L, Long::sum);
    }
  }

  private void overTls(String name, HttpClient client) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + tls + "/"))
            .timeout(ANSWER_LIMIT)
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    Map<String, String> headers = new TreeMap<>();
    response.headers().map().forEach((key, values) -> headers.put(key, values.getFirst()));
    took(name, new HttpAnswer("HTTP/1.1 " + response.statusCode(), headers, response.body()), "ok");
  }

  private HttpAnswer took(String kind, HttpAnswer answer, String body) throws IOException {
    checkVersion(answer);
    if (answer.status() != 200 || !answer.body().equals(body)) {
      throw new IOException(answer.toString());
    }
    counts.merge(kind, 1L, Long::sum);
    return answer;
  }

  private static void checkVersion(HttpAnswer answer) throws IOException {
    String[] halves = answer.header("x-version").split("-", 2);
    if (halves.length != 2 || halves[0].isEmpty() || !halves[0].equals(halves[1])) {
      throw new IOException("of half a version: " + answer);
    }
  }

  /// What went wrong so far.
  public List<String> failures() {
    return failures;
  }

  /// Answers so far, by kind of client.
  public Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /// Waits until each kind has had one more answer.
  public void awaitOneMoreOfEach() {
    Map<String, Long> before = counts();
    Await.until(
        "an answer to each kind of client, or a failure",
        ANSWER_LIMIT,
        this::counts,
        now ->
            !failures.isEmpty()
                || now.entrySet().stream()
                    .allMatch(one -> one.getValue() > before.getOrDefault(one.getKey(), 0L)));
  }

  /// Ends them behind their last answer.
  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join(ANSWER_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
