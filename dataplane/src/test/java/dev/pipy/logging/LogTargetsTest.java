package dev.pipy.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTargetsTest {

  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private TargetSpec.File file(boolean append, long maxSize, int maxCount) {
    return new TargetSpec.File(folder.resolve("log"), append, maxSize, maxCount, Duration.ZERO);
  }

  @Test
  void a_file_gets_a_line_for_each_record_of_all_who_share_it() throws IOException {
    try (var targets = new LogTargets()) {
      var first = targets.acquire(file(true, 0, 1));
      var second = targets.acquire(file(true, 0, 1));
      first.write(bytes("one"));
      second.write(bytes("two"));
      first.close();
      second.write(bytes("three"));
    }
    assertThat(folder.resolve("log")).hasContent("one\ntwo\nthree");
  }

  @Test
  void a_file_goes_on_or_starts_anew() throws IOException {
    Files.writeString(folder.resolve("log"), "old\n");
    try (var targets = new LogTargets()) {
      targets.acquire(file(true, 0, 1)).write(bytes("new"));
    }
    assertThat(folder.resolve("log")).hasContent("old\nnew");
    try (var targets = new LogTargets()) {
      targets.acquire(file(false, 0, 1)).write(bytes("newest"));
    }
    assertThat(folder.resolve("log")).hasContent("newest");
  }

  @Test
  void a_large_file_is_moved_and_only_so_many_are_kept() throws IOException {
    try (var targets = new LogTargets()) {
      var log = targets.acquire(file(true, 10, 3));
      for (int i = 0; i < 8; i++) {
        log.write(bytes("line" + i));
      }
    }
    assertThat(folder.resolve("log")).hasContent("line7");
    assertThat(folder.resolve("log.1")).hasContent("line6");
    assertThat(folder.resolve("log.2")).hasContent("line5");
    assertThat(folder.resolve("log.3")).doesNotExist();
  }

  private static TargetSpec.Http http(int port, long limit, int size, Duration interval) {
    return new TargetSpec.Http(
        "http://127.0.0.1:" + port + "/in?x=1",
        "PUT",
        List.of("x-key", "v"),
        limit,
        size,
        interval,
        "[",
        "]",
        ",",
        null);
  }

  private HttpServer server(AtomicInteger failures, CountDownLatch gate) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          awaitGate(gate);
          boolean isFailing = failures.getAndDecrement() > 0;
          exchange.sendResponseHeaders(isFailing ? 503 : 204, -1);
          exchange.close();
          if (!isFailing) {
            received.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("x-key")
                    + " "
                    + body);
          }
        });
    server.start();
    return server;
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String next() throws InterruptedException {
    return String.valueOf(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void a_server_gets_records_in_batches() throws Exception {
    var server = server(new AtomicInteger(), new CountDownLatch(0));
    try (var targets = new LogTargets()) {
      var log =
          targets.acquire(
              http(server.getAddress().getPort(), 1000, 2, Duration.ofSeconds(PATIENCE_SECONDS)));
      log.write(bytes("1"));
      log.write(bytes("2"));
      assertThat(next()).isEqualTo("PUT /in?x=1 v [1,2]");
      log.write(bytes("3"));
      log.close(); // what waits for more is sent at the end
      assertThat(next()).isEqualTo("PUT /in?x=1 v [3]");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_batch_is_sent_when_its_time_is_over() throws Exception {
    var server = server(new AtomicInteger(), new CountDownLatch(0));
    try (var targets = new LogTargets()) {
      targets
          .acquire(http(server.getAddress().getPort(), 1000, 1000, Duration.ofMillis(10)))
          .write(bytes("1"));
      assertThat(next()).isEqualTo("PUT /in?x=1 v [1]");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_batch_that_a_server_fails_on_is_sent_again() throws Exception {
    var server = server(new AtomicInteger(1), new CountDownLatch(0));
    try (var targets = new LogTargets()) {
      targets
          .acquire(http(server.getAddress().getPort(), 1000, 1, Duration.ZERO))
          .write(bytes("1"));
      assertThat(next()).isEqualTo("PUT /in?x=1 v [1]");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void records_beyond_the_limit_are_dropped_while_a_server_hangs() throws Exception {
    var gate = new CountDownLatch(1);
    var server = server(new AtomicInteger(), gate);
    try {
      try (var targets = new LogTargets()) {
        var log = targets.acquire(http(server.getAddress().getPort(), 100, 1000, Duration.ZERO));
        for (int i = 0; i < 10_000; i++) {
          log.write(bytes("0123456789"));
        }
        gate.countDown();
      }
      int records = 0;
      for (var body = received.poll(); body != null; body = received.poll()) {
        records += body.split("0123456789", -1).length - 1;
      }
      assertThat(records).isBetween(1, 9_000);
    } finally {
      gate.countDown();
      server.stop(0);
    }
  }

  @Test
  void syslog_gets_a_datagram_for_each_record() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var targets = new LogTargets()) {
      socket.setSoTimeout(PATIENCE_SECONDS * 1000);
      targets
          .acquire(new TargetSpec.Syslog(6, "127.0.0.1", socket.getLocalPort()))
          .write(bytes("hello"));
      var packet = new DatagramPacket(new byte[1000], 1000);
      socket.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .matches("<14>1 \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z - pipy \\d+ - - hello");
    }
  }

  @Test
  void there_may_be_so_many_targets() {
    try (var targets = new LogTargets()) {
      for (int i = 0; i < 64; i++) {
        targets.acquire(new TargetSpec.File(folder.resolve("log" + i), true, 0, 1, Duration.ZERO));
      }
      assertThatThrownBy(() -> targets.acquire(new TargetSpec.Stream(true, false)))
          .hasMessage("there are 64 log targets already");
    }
  }
}
