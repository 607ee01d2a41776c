package dev.pipy.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.BulkOrigin;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProcessFigures;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a proxy needs for clients that take, send or wait for much. All tests use one process, with
/// 96 MiB of heap and 64 MiB of direct memory at most.
///
/// Its bound is 480 MiB of physical memory: those 160, 128 for compiled code, 96 for classes and
/// what the script engine shares, 96 for thread stacks, the collector and the start-up cache, which
/// is mapped. A proxy that kept a hundredth of what these clients are sent would have to die of it.
/// What each test may add to what there was before it is stated there.
class BoundsIT {

  private static final String LIMITS = "-Xmx96m -XX:MaxDirectMemorySize=64m";
  private static final long MIB = 1L << 20;
  private static final long MOST_MEMORY = 480 * MIB;
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir static Path folder;
  private static final int PORT = Ports.free();
  private static BulkOrigin origin;
  private static ProxyUnderTest proxy;
  private static ProcessFigures figures;
  private final AtomicInteger served = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(ProcessFigures.areKnown(), "needs /proc");
    origin = new BulkOrigin();
    CodebaseFolder.ofScript(
        folder,
        """
        pipy()
          .listen('127.0.0.1:%d')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .pipeline('connection')
          .connect('127.0.0.1:%d')
        """
            .formatted(PORT, origin.port()));
    proxy =
        ProxyUnderTest.in(folder)
            .javaOptions(LIMITS)
            .arguments(folder.resolve("main.js"))
            .start(PORT);
    figures = new ProcessFigures(proxy.pid());
    // so that what a test adds is not what the JVM takes to warm up
    for (int i = 0; i < 2000; i++) {
      assertThat(RawClient.get(PORT, "/bytes/10000").status()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (proxy != null) {
      assertThat(figures.memory()).isLessThan(MOST_MEMORY);
      proxy.close();
      origin.close();
    }
  }

  private static Socket connect(int receiveBuffer) throws IOException {
    var socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// One that comes now is answered as if it were alone.
  private static void assertServed() throws IOException {
    long start = System.nanoTime();
    assertThat(RawClient.get(PORT, "/bytes/10").body()).hasSize(10);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  /// 20 clients take 10 KB a second of 500 MB each. 1 MiB waits for each in the proxy, twice that
  /// at most where what came last is large; and as much as the system's buffers hold has left
  /// upstream.
  @Test
  void pauses_the_upstream_of_a_client_that_reads_slowly() throws Exception {
    long size = 500_000_000;
    int count = 20;
    long memory = figures.memory();
    long sentBefore = origin.sent();
    var clients = new ArrayList<Socket>();
    try {
      for (int i = 0; i < count; i++) {
        var client = connect(16 << 10);
        clients.add(client);
        send(client, "GET /bytes/" + size + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      // when: for four seconds, in which an eager proxy would take all there is
      var part = new byte[2_000];
      for (int tick = 0; tick < 20; tick++) {
        for (var client : clients) {
          assertThat(client.getInputStream().readNBytes(part, 0, part.length)).isEqualTo(2_000);
        }
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        if (tick % 5 == 0) {
          assertServed();
        }
      }

      // then: the peer is held back, and is so for good
      long sent = origin.sent();
      assertThat(sent - sentBefore).isLessThan(count * (12 * MIB));
      assertServed();
      assertThat(origin.sent() - sent).isLessThan(count * MIB / 4);
      assertThat(figures.memory()).isLessThan(MOST_MEMORY);
      assertThat(figures.memory() - memory).isLessThan(count * (2 * MIB) + 32 * MIB);
    } finally {
      closeAll(clients);
    }
  }

  /// 1 GiB adds no more than buffers of both sockets and what the JVM compiles for it.
  @Test
  void carries_a_gibibyte_down_without_keeping_it() throws Exception {
    long memory = figures.memory();
    try (var client = connect(0)) {
      send(client, "GET /bytes/1073741824 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      var part = new byte[64 << 10];
      long left = 1L << 30;
      long most = 0;
      boolean isServed = false;
      var in = client.getInputStream();
      while (in.read() != '\n' || in.read() != '\r') {
        // the head
      }
      assertThat(in.read()).isEqualTo('\n');
      while (left > 0) {
        int read = in.read(part);
        assertThat(read).isPositive();
        left -= read;
        if (left < 1 << 29 && !isServed) {
          isServed = true;
          most = figures.memory();
          assertServed();
        }
      }
      assertThat(Math.max(most, figures.memory()) - memory).isLessThan(64 * MIB);
    }
    assertThat(figures.memory()).isLessThan(MOST_MEMORY);
  }

  @Test
  void carries_a_gibibyte_up_without_keeping_it() throws Exception {
    long memory = figures.memory();
    long size = 1L << 30;
    long receivedBefore = origin.received();
    try (var client = connect(0)) {
      send(
          client, "POST /sink HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n");
      var part = new byte[64 << 10];
      long most = 0;
      for (long sent = 0; sent < size; sent += part.length) {
        client.getOutputStream().write(part);
        if (sent == size / 2) {
          most = figures.memory();
          assertServed();
        }
      }
      var answer = new StringBuilder();
      while (!answer.toString().endsWith("\r\n\r\n" + size)) {
        int next = client.getInputStream().read();
        assertThat(next).as("after " + answer).isPositive();
        answer.append((char) next);
      }
      assertThat(origin.received() - receivedBefore).isEqualTo(size);
      assertThat(Math.max(most, figures.memory()) - memory).isLessThan(64 * MIB);
    }
    assertThat(figures.memory()).isLessThan(MOST_MEMORY);
  }

  /// 16 KiB each, of which the system's part is not even counted here.
  @Test
  void keeps_2000_idle_connections_for_little() throws Exception {
    long memory = figures.memory();
    long descriptors = figures.descriptors();
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 2000; i++) {
        var client = RawClient.connect(PORT);
        clients.add(client);
        assertThat(client.get("/bytes/10").status()).isEqualTo(200);
      }
      assertThat(figures.memory()).isLessThan(MOST_MEMORY);
      assertThat(figures.memory() - memory).isLessThan(2000 * (16L << 10) + 16 * MIB);
      assertServed();
      for (int i = 0; i < clients.size(); i += 100) {
        assertThat(clients.get(i).get("/bytes/10").status()).isEqualTo(200);
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    Await.until(
        "no connection is left behind",
        Duration.ofSeconds(20),
        figures::descriptors,
        now -> now <= descriptors + 5);
  }

  /// Each sends a header of 60 KB, which is just allowed, in pieces of 2 KB.
  @Test
  void serves_others_beside_200_clients_whose_headers_come_slowly() throws Exception {
    long memory = figures.memory();
    var clients = new ArrayList<Socket>();
    var isOver = new AtomicBoolean();
    var others = Thread.ofVirtual().unstarted(() -> serveUntil(isOver));
    try {
      for (int i = 0; i < 200; i++) {
        var client = connect(0);
        clients.add(client);
        send(client, "GET /bytes/10 HTTP/1.1\r\nHost: localhost\r\n");
      }
      others.start();
      for (int piece = 0; piece < 30; piece++) {
        for (var client : clients) {
          send(client, "x-" + piece + ": " + "y".repeat(2_000) + "\r\n");
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      // 60 KB of header each, in buffers that may have twice the room
      assertThat(figures.memory() - memory).isLessThan(200 * (128L << 10) + 16 * MIB);
      assertServed();
      for (var client : clients) {
        send(client, "\r\n");
      }
      for (var client : clients) {
        assertThat(new String(client.getInputStream().readNBytes(15), ISO_8859_1))
            .isEqualTo("HTTP/1.1 200 OK");
      }
    } finally {
      isOver.set(true);
      others.join();
      closeAll(clients);
    }
    assertThat(served.get()).isGreaterThan(10);
    assertThat(failures).isEmpty();
    assertThat(figures.memory()).isLessThan(MOST_MEMORY);
  }

  private void serveUntil(AtomicBoolean isOver) {
    while (!isOver.get()) {
      try {
        assertServed();
        served.incrementAndGet();
      } catch (IOException | AssertionError failure) {
        failures.add(failure);
        return;
      }
    }
  }
}
