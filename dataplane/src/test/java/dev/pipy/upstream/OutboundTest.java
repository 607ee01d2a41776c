package dev.pipy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.testing.Await;
import dev.pipy.testing.ReceivedEvents;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestSource;
import dev.pipy.transport.Protocol;
import dev.pipy.transport.SocketOptions;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OutboundTest {

  private static final WorkerGroup WORKERS = new WorkerGroup(1);
  private static final Worker WORKER = WORKERS.workers().getFirst();
  private static final Connector CONNECTOR =
      new Connector(WORKERS, new Telemetry(WORKERS.workers()));

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private final ReceivedEvents received = new ReceivedEvents();

  @AfterAll
  static void end_workers() {
    CONNECTOR.close();
    WORKERS.close();
  }

  private static ConnectOptions options(Duration limit, int retries, Duration retryDelay) {
    return new ConnectOptions(Protocol.TCP, SocketOptions.DEFAULT, limit, retries, retryDelay);
  }

  private static ConnectOptions once() {
    return options(Duration.ZERO, 0, Duration.ZERO);
  }

  private static <T> T onLoop(Callable<T> work) throws Exception {
    return WORKER.loop().submit(work).get(10, TimeUnit.SECONDS);
  }

  private Outbound open(String host, int port, ConnectOptions options) {
    return new Outbound(WORKER, CONNECTOR, new Target(host, port), options, received);
  }

  private static Event data(String text) {
    return new Event.Data(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private static String readAll(ServerSocket server) throws IOException {
    server.setSoTimeout(10_000);
    try (var peer = server.accept()) {
      peer.setSoTimeout(10_000);
      return new String(peer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void sends_what_was_given_before_the_connection_stood() throws Exception {
    try (var server = listen()) {
      onLoop(() -> {
        var outbound = open("127.0.0.1", server.getLocalPort(), once());
        outbound.send(data("one "));
        outbound.send(data("two"));
        outbound.send(Event.StreamEnd.CLEAN);
        return outbound;
      });

      assertThat(readAll(server)).isEqualTo("one two");
      received.awaitEnds("streamEnd");
    }
  }

  @Test
  void finds_the_address_of_a_name() throws Exception {
    try (var server = listen()) {
      onLoop(() -> {
        var outbound = open("localhost", server.getLocalPort(), once());
        outbound.send(data("hello"));
        outbound.send(Event.StreamEnd.CLEAN);
        return outbound;
      });

      assertThat(readAll(server)).isEqualTo("hello");
    }
  }

  @Test
  void gets_no_event_of_a_socket_that_had_its_number_before() throws Exception {
    try (var server = listen()) {
      // given: two connections
      var second = new AtomicReference<Outbound>();
      onLoop(() -> {
        Outbound.Receiver receiver =
            event -> {
              event.release();
              second.get().close();
              var third = open("127.0.0.1", server.getLocalPort(), once());
              third.send(data("hello"));
              third.send(Event.StreamEnd.CLEAN);
            };
        var target = new Target("127.0.0.1", server.getLocalPort());
        return new Outbound(WORKER, CONNECTOR, target, once(), receiver);
      });
      try (var firstPeer = server.accept()) {
        second.set(onLoop(() -> open("127.0.0.1", server.getLocalPort(), once())));
        try (var secondPeer = server.accept()) {
          // when: the loop is told of both at once; the first brings it to close the second
          var isTold = new AtomicBoolean();
          WORKER
              .loop()
              .execute(() -> {
                while (!isTold.get()) {
                  // busy
                }
              });
          firstPeer.getOutputStream().write('x');
          secondPeer.shutdownOutput();
          isTold.set(true);

          // then
          assertThat(readAll(server)).isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void closes_the_socket_of_an_address_that_no_connection_can_have() throws Exception {
    // given: the process has opened what it opens once
    Assumptions.assumeTrue(Files.isReadable(DESCRIPTORS), "needs /proc");
    refuseBroadcast();
    long before = descriptors();

    // when: the system says so at once
    for (int i = 0; i < 50; i++) {
      refuseBroadcast();
    }

    // then
    Await.until("descriptors are closed", () -> descriptors() < before + 10);
  }

  private void refuseBroadcast() throws Exception {
    var ends = new ReceivedEvents();
    var target = new Target("255.255.255.255", 9);
    var _ = onLoop(() -> new Outbound(WORKER, CONNECTOR, target, once(), ends));
    ends.awaitEnds("streamEnd(ConnectionRefused)");
  }

  private static long descriptors() {
    try (var open = Files.list(DESCRIPTORS)) {
      return open.count();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void says_that_the_peer_refused() throws Exception {
    int port = RunningDataPlane.freePort();

    var _ = onLoop(() -> open("127.0.0.1", port, once()));

    received.awaitEnds("streamEnd(ConnectionRefused)");
  }

  @Test
  void tries_again_as_often_as_asked() throws Exception {
    // given
    int port = RunningDataPlane.freePort();
    onLoop(() -> {
      var outbound = open("127.0.0.1", port, options(Duration.ZERO, 200, Duration.ofMillis(50)));
      outbound.send(data("hello"));
      outbound.send(Event.StreamEnd.CLEAN);
      return outbound;
    });

    // when: the peer comes late
    try (var server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      // then
      assertThat(readAll(server)).isEqualTo("hello");
    }
  }

  @Test
  void says_that_connecting_took_too_long() throws Exception {
    // given: a peer that does not answer, because its queue is full
    try (var server = listen()) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      var fillers = new ArrayList<Socket>();
      try {
        fill(address, fillers);

        // when
        var _ =
            onLoop(() ->
                open(
                    "127.0.0.1",
                    address.getPort(),
                    options(Duration.ofMillis(200), 1, Duration.ofMillis(10))));

        // then
        received.awaitEnds("streamEnd(ConnectionTimeout)");
      } finally {
        for (var filler : fillers) {
          filler.close();
        }
      }
    }
  }

  private static void fill(InetSocketAddress address, List<Socket> fillers) throws IOException {
    for (int i = 0; i < 64; i++) {
      var filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(address, 300);
      } catch (java.net.SocketTimeoutException expected) {
        return; // full
      }
    }
  }

  @Test
  void releases_what_is_sent_while_a_failure_is_on_its_way() throws Exception {
    // given
    int port = RunningDataPlane.freePort();
    var buffers = new CopyOnWriteArrayList<ByteBuf>();
    var source = new TestSource();

    // when: something is sent in each turn of the loop, so also in the one of the refusal
    var outbound =
        onLoop(() -> {
          var opened = open("127.0.0.1", port, once());
          new Runnable() {
            @Override
            public void run() {
              if (received.ends().isEmpty()) {
                int size = buffers.isEmpty() ? 2 << 20 : 1; // enough to pause, not to overflow
                var buffer = Unpooled.buffer(size).writeZero(size);
                buffers.add(buffer);
                WORKER.reading(source);
                opened.send(new Event.Data(buffer));
                WORKER.reading(null);
                WORKER.loop().execute(this);
              }
            }
          }.run();
          return opened;
        });
    received.awaitEnds("streamEnd(ConnectionRefused)");
    onLoop(() -> {
      outbound.close();
      return outbound;
    });

    // then
    assertThat(buffers).isNotEmpty().allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(onLoop(source::pauses)).isZero();
  }

  @Test
  void fails_on_its_own_thread_when_no_socket_can_be_made() throws Exception {
    // given
    var threads = new CopyOnWriteArrayList<Boolean>();
    var connector =
        new Connector(
            CONNECTOR.resolver(),
            _ -> {
              throw new IOException("too many open files");
            },
            WORKERS.datagramChannel(),
            List.of(),
            CONNECTOR.telemetry());

    // when
    var outbound =
        onLoop(() ->
            new Outbound(
                WORKER,
                connector,
                new Target("127.0.0.1", 9),
                options(Duration.ofSeconds(5), 2, Duration.ZERO),
                event -> {
                  threads.add(WORKER.loop().inEventLoop());
                  received.received(event);
                }));

    // then
    received.awaitEnds("streamEnd(ConnectionRefused)");
    assertThat(threads).containsExactly(true);
    onLoop(() -> {
      outbound.close();
      return outbound;
    });
  }

  @Test
  void still_sends_what_was_ended_in_order_when_its_owner_goes() throws Exception {
    // given: a peer that has not read yet
    int size = 16 << 20;
    try (var server = listen()) {
      var outbound = onLoop(() -> open("127.0.0.1", server.getLocalPort(), once()));
      server.setSoTimeout(10_000);
      try (var peer = server.accept()) {
        peer.setSoTimeout(10_000);
        peer.getOutputStream().write('x');
        received.awaitBytes("x");

        // when
        onLoop(() -> {
          outbound.send(new Event.Data(Unpooled.buffer(size).writeZero(size)));
          outbound.send(Event.StreamEnd.CLEAN);
          outbound.close();
          return outbound;
        });

        // then
        assertThat(peer.getInputStream().readAllBytes()).hasSize(size);
      }
    }
  }

  private static ConnectOptions limitedTo(long bufferLimit) {
    var socket =
        new SocketOptions(
            Duration.ZERO, Duration.ZERO, Duration.ZERO, 64 << 10, bufferLimit, true, true);
    return new ConnectOptions(Protocol.TCP, socket, Duration.ZERO, -1, Duration.ofHours(1));
  }

  @Test
  void gives_up_when_more_waits_for_the_connection_than_may_be_buffered() throws Exception {
    // given: a peer that is not there yet
    int port = RunningDataPlane.freePort();
    var outbound = onLoop(() -> open("127.0.0.1", port, limitedTo(100_000)));

    // when: what feeds it is no socket that could pause
    onLoop(() -> {
      for (int i = 0; i < 20; i++) {
        outbound.send(data("x".repeat(10_000)));
      }
      return outbound;
    });

    // then
    received.awaitEnds("streamEnd(BufferOverflow)");
  }

  @Test
  void keeps_so_much_and_no_more_when_no_limit_is_set() throws Exception {
    // given
    int port = RunningDataPlane.freePort();
    var outbound = onLoop(() -> open("127.0.0.1", port, limitedTo(0)));
    var chunk = Unpooled.buffer(1 << 20).writeZero(1 << 20);

    // when
    onLoop(() -> {
      for (int i = 0; i < 64; i++) {
        outbound.send(new Event.Data(chunk.retainedDuplicate()));
      }
      return outbound;
    });

    // then
    received.awaitEnds("streamEnd(BufferOverflow)");
    assertThat(chunk.refCnt()).isEqualTo(1);
    chunk.release();
  }

  private static InetAddress loopbackV6() throws IOException {
    var octets = new byte[16];
    octets[15] = 1;
    return InetAddress.getByAddress(octets);
  }

  @Test
  void tries_the_other_addresses_of_a_name_when_the_first_refuses() throws Exception {
    // given: a peer at the second address of the name alone
    ServerSocket server;
    try {
      server = new ServerSocket(0, 1, loopbackV6());
    } catch (IOException noIpv6) {
      Assumptions.abort("needs IPv6 on loopback");
      return;
    }
    try (server) {
      Assumptions.assumeTrue(List.of(InetAddress.getAllByName("localhost")).contains(loopbackV6()));

      // when
      onLoop(() -> {
        var outbound = open("localhost", server.getLocalPort(), once());
        outbound.send(data("hello"));
        outbound.send(Event.StreamEnd.CLEAN);
        return outbound;
      });

      // then
      assertThat(readAll(server)).isEqualTo("hello");
    }
  }
}
