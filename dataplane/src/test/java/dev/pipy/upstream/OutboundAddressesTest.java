package dev.pipy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.testing.Await;
import dev.pipy.testing.ReceivedEvents;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Names with several addresses, some of which are of no use.
class OutboundAddressesTest {

  private final WorkerGroup workers = new WorkerGroup(1);
  private final Worker worker = workers.workers().getFirst();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ReceivedEvents received = new ReceivedEvents();
  private NameServer names;
  private Connector connector;

  @BeforeEach
  void start() throws Exception {
    names = new NameServer();
    connector =
        new Connector(
            new Resolver(workers, names.provider()), workers, new Telemetry(workers.workers()));
  }

  @AfterEach
  void stop() throws Exception {
    for (var one : open) {
      one.close();
    }
    names.close();
    connector.close();
    workers.close();
  }

  private ServerSocket listen(String host, int port) throws IOException {
    var server = new ServerSocket(port, 1, InetAddress.ofLiteral(host));
    server.setSoTimeout(10_000);
    open.add(server);
    return server;
  }

  /// A port that answers nobody who wants to connect: its queue is full.
  private int silentPort(String host, int port) throws IOException {
    var server = listen(host, port);
    var address = new InetSocketAddress(InetAddress.ofLiteral(host), server.getLocalPort());
    try {
      for (int i = 0; i < 64; i++) {
        var filler = new Socket();
        open.add(filler);
        filler.connect(address, 300);
      }
    } catch (SocketTimeoutException full) {
      return server.getLocalPort();
    }
    throw new AssertionError("its queue is never full");
  }

  private void connect(String host, int port, Duration limit) throws Exception {
    var options = new ConnectOptions(Protocol.TCP, SocketOptions.DEFAULT, limit, 0, Duration.ZERO);
    worker
        .loop()
        .submit(() -> {
          var outbound = new Outbound(worker, connector, new Target(host, port), options, received);
          outbound.send(
              new Event.Data(Unpooled.copiedBuffer("hello", StandardCharsets.ISO_8859_1)));
          outbound.send(Event.StreamEnd.CLEAN);
          return outbound;
        })
        .get(10, TimeUnit.SECONDS);
  }

  private static String readAll(ServerSocket server) throws IOException {
    try (var peer = server.accept()) {
      peer.setSoTimeout(10_000);
      return new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void tries_ipv6_when_ipv4_refuses() throws Exception {
    var server = listen("::1", 0);
    names.put("both.test", "127.0.0.1", "127.0.0.2", "::1");

    connect("both.test", server.getLocalPort(), Duration.ofSeconds(5));

    assertThat(readAll(server)).isEqualTo("hello");
  }

  @Test
  void uses_a_name_that_has_ipv6_alone() throws Exception {
    var server = listen("::1", 0);
    names.put("six.test", "::1");

    connect("six.test", server.getLocalPort(), Duration.ofSeconds(5));

    assertThat(readAll(server)).isEqualTo("hello");
  }

  @Test
  void gives_each_address_the_whole_limit() throws Exception {
    int port = silentPort("127.0.0.2", 0);
    silentPort("127.0.0.3", port);
    var server = listen("127.0.0.4", port);
    names.put("three.test", "127.0.0.2", "127.0.0.3", "127.0.0.4");

    connect("three.test", port, Duration.ofMillis(400));

    assertThat(readAll(server)).isEqualTo("hello");
  }

  @Test
  void gives_all_addresses_together_four_times_the_limit() throws Exception {
    int port = silentPort("127.0.0.2", 0);
    var all = new ArrayList<String>();
    for (int i = 2; i < 10; i++) {
      all.add("127.0.0." + i);
      if (i > 2) {
        silentPort("127.0.0." + i, port);
      }
    }
    names.put("many.test", all.toArray(String[]::new));
    long start = System.nanoTime();

    connect("many.test", port, Duration.ofMillis(200));

    received.awaitEnds("streamEnd(ConnectionTimeout)");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(790), Duration.ofMillis(1400));
  }

  @Test
  void says_that_resolving_took_too_long_and_works_on_meanwhile() throws Exception {
    var server = listen("127.0.0.1", 0);

    connect("nobody.knows.test", 80, Duration.ofMillis(600));
    Await.until("a question", () -> names.questions() > 0);
    connect("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(5));

    assertThat(readAll(server)).isEqualTo("hello");
    assertThat(received.ends()).doesNotContain("streamEnd(ConnectionTimeout)");
    Await.until("timeout", () -> received.ends().contains("streamEnd(ConnectionTimeout)"));
  }
}
