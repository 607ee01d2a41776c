package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.BulkOrigin;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProcessFigures;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests of all kinds, a third of them cut off by one side or the other: afterwards the process
/// has what it had before. At least 20,000 of them; `-Dpipy.soak=1000000` sets another number.
class SoakIT {

  private static final long REQUESTS = Long.getLong("pipy.soak", 20_000);
  private static final long WARM_UP = 8_000;
  private static final int MOST_ROUNDS = 6;
  private static final long LEAK = 100;
  private static final int CLIENTS = 24;
  private static final long MIB = 1L << 20;

  @TempDir static Path folder;

  private final int port = Ports.free();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();

  @Test
  void leaves_nothing_behind() throws Exception {
    Assumptions.assumeTrue(ProcessFigures.areKnown(), "needs /proc");
    try (var origin = new BulkOrigin();
        var proxy = start(origin.port());
        var api = ControlApi.of(proxy)) {
      var figures = new ProcessFigures(proxy.pid());

      // given: a process that has met everything once
      send(WARM_UP);
      awaitNoConnections(api);
      long descriptors = figures.descriptors();
      long memory = figures.memory();

      // when: a leak grows in every round; what the compilers keep for a while does not
      var growth = new ArrayList<Long>();
      long heap = figures.liveHeap();
      do {
        send(REQUESTS / 2);
        assertThat(failures).isEmpty();
        awaitNoConnections(api);
        long heapNow = figures.liveHeap();
        growth.add(heapNow - heap);
        heap = heapNow;
      } while (growth.size() < 2
          || (growth.size() < MOST_ROUNDS && growth.getLast() > LEAK * REQUESTS / 2));

      // then
      System.out.printf("soak: %s; live heap grew by %s bytes%n", outcomes, growth);
      assertThat(growth.getLast()).isLessThanOrEqualTo(LEAK * REQUESTS / 2);
      Await.until(
          "as many descriptors as before",
          Duration.ofSeconds(20),
          figures::descriptors,
          now -> now <= descriptors + 2);
      // compiled code and the collector's room; buffers that leaked would not fit
      assertThat(figures.memory() - memory).isLessThan(96 * MIB);
    }
  }

  private ProxyUnderTest start(int originPort) {
    CodebaseFolder.ofScript(
        folder,
        """
        pipy({ _path: '' })
          .listen('127.0.0.1:%d')
          .demuxHTTP('request')
          .pipeline('request')
          .handleMessageStart(start => { _path = start.head.path })
          .link('local', () => _path.startsWith('/local'),
                'broken', () => _path.startsWith('/broken'),
                'proxy')
          .pipeline('local')
          .replaceMessage(request => new Message('hello ' + request.body?.size))
          .pipeline('broken')
          .muxHTTP('nobody', '')
          .pipeline('nobody')
          .connect('127.0.0.1:%d')
          .pipeline('proxy')
          .muxHTTP('connection', '', { maxIdle: '1s' })
          .pipeline('connection')
          .connect('127.0.0.1:%d')
        """
            .formatted(port, Ports.free(), originPort));
    return ProxyUnderTest.in(folder)
        .javaOptions("-Xmx128m -XX:MaxDirectMemorySize=64m -Dio.netty.leakDetection.level=advanced")
        .controlled()
        .arguments(folder.resolve("main.js"))
        .start(port);
  }

  /// Of clients, by the proxy's own count.
  private static void awaitNoConnections(ControlApi api) {
    Await.until(
        "no connections",
        Duration.ofSeconds(20),
        () -> api.server().getStatus(GetStatusRequest.getDefaultInstance()),
        status ->
            status.getListenersList().stream().allMatch(one -> one.getConnections() == 0)
                && status.getProgramsList().stream().allMatch(one -> one.getConnections() == 0));
  }

  private void send(long count) throws InterruptedException {
    var left = new AtomicLong(count);
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      var random = new Random(i);
      clients.add(Thread.ofVirtual().start(() -> run(left, random)));
    }
    for (var client : clients) {
      client.join();
    }
  }

  private void run(AtomicLong left, Random random) {
    while (failures.isEmpty() && left.get() > 0) {
      int kind = -1;
      try (var client = RawClient.connect(port)) {
        boolean goesOn = true;
        while (goesOn && left.getAndDecrement() > 0) {
          kind = random.nextInt(12);
          goesOn = one(client, kind, random);
        }
      } catch (IOException | RuntimeException | AssertionError failure) {
        failures.add("request of kind " + kind + ": " + failure);
      }
    }
  }

  /// One request. Returns whether its connection can be used again.
  private boolean one(RawClient client, int kind, Random random) throws IOException {
    switch (kind) {
      case 0, 1, 2 -> expect(client.get("/bytes/" + random.nextInt(3_000)), 200, kind);
      case 3 -> expect(client.get("/local"), 200, kind);
      case 4 -> expect(client.post("/sink", "x".repeat(random.nextInt(40_000))), 200, kind);
      case 5 ->
          expect(
              client.exchange(
                  "POST /local HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "5\r\nhello\r\n0\r\n\r\n"),
              200,
              kind);
      case 6 -> expect(client.get("/nowhere"), 404, kind);
      case 7 -> expect(client.get("/broken"), 502, kind);
      case 8 -> {
        client.send("GET /bytes/1000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        return abort(client, "while the answer comes");
      }
      case 9 -> {
        client.send("POST /sink HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\npart");
        return abort(client, "within the body");
      }
      case 10 -> {
        client.send("GET /bytes/10 HTTP/1.1\r\nHo");
        return abort(client, "within the head");
      }
      case 11 -> {
        // the peer goes away within its answer: so does the proxy; the reset may also overtake all
        // of
        // the answer, twice
        client.send("GET /reset HTTP/1.1\r\nHost: a\r\n\r\n");
        try {
          expect(client.read(), 502, kind);
        } catch (IOException expected) {
          count("cut off by the origin");
        }
        return false;
      }
      default -> throw new IllegalStateException("kind " + kind);
    }
    return true;
  }

  private boolean abort(RawClient client, String when) throws IOException {
    client.reset();
    count("cut off by the client " + when);
    return false;
  }

  private void expect(HttpAnswer answer, int status, int kind) {
    assertThat(answer.status()).as("kind %d: %s", kind, answer.statusLine()).isEqualTo(status);
    count("" + answer.status());
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, _ -> new AtomicLong()).incrementAndGet();
  }
}
