package dev.pipy.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawDatagrams;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpListenerTest {

  private static final String ECHO = "pipy().listen('127.0.0.1:$PORT', { protocol: 'udp' })";

  private RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void restartWith(int workers) {
    plane.close();
    plane = new RunningDataPlane(workers);
  }

  private long peers() {
    return plane.dataPlane().connections();
  }

  private long dropped() {
    return plane.dataPlane().listeners().getFirst().dropped();
  }

  private static String answer(RawDatagrams client, String question) throws Exception {
    return client.send(question).text();
  }

  @Test
  void keeps_datagrams_apart_in_both_directions() throws Exception {
    plane.activate(
        ECHO + ".replaceData(data => new Data('<' + data.size + ':' + data.toString() + '>'))");

    try (var client = RawDatagrams.to(plane.port())) {
      for (int i = 0; i < 50; i++) {
        client.send("a".repeat(i + 1));
      }
      for (int i = 1; i <= 50; i++) {
        assertThat(client.text()).isEqualTo("<" + i + ":" + "a".repeat(i) + ">");
      }
    }
  }

  @Test
  void gives_each_peer_a_pipeline_of_its_own() throws Exception {
    plane.activate(
        """
        pipy({ _seen: '' })
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .replaceData(data => new Data(
            (_seen += data.toString()) + ' ' + __inbound.remotePort + ' ' + __inbound.localPort))
        """);

    try (var one = RawDatagrams.to(plane.port());
        var two = RawDatagrams.to(plane.port())) {
      assertThat(answer(one, "a")).isEqualTo("a " + one.port() + " " + plane.port());
      assertThat(answer(two, "x")).isEqualTo("x " + two.port() + " " + plane.port());
      assertThat(answer(one, "b")).isEqualTo("ab " + one.port() + " " + plane.port());
      assertThat(peers()).isEqualTo(2);
      var status = plane.dataPlane().listeners().getFirst();
      assertThat(status.address()).isEqualTo("127.0.0.1:" + plane.port() + "/udp");
      assertThat(status.connections()).isEqualTo(2);
      assertThat(status.accepted()).isEqualTo(2);
    }
  }

  @Test
  void carries_the_largest_datagram_whole() throws Exception {
    plane.activate(ECHO);
    var large = new byte[65_507];
    new Random(7).nextBytes(large);

    try (var client = RawDatagrams.to(plane.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(large).receive()).isEqualTo(large);
        assertThat(answer(client, "small")).isEqualTo("small");
      }
    }
  }

  @Test
  void ends_a_peer_that_would_get_more_than_a_datagram_holds() throws Exception {
    plane.activate(
        ECHO
            + ".replaceData(data => new Data(data.toString().repeat(data.size == 1 ? 65508 : 1)))");

    try (var client = RawDatagrams.to(plane.port())) {
      client.send("x");
      Await.until("no peer", () -> accepted() == 1 && peers() == 0);
      assertThat(answer(client, "again")).isEqualTo("again");
      assertThat(accepted()).isEqualTo(2);
    }
  }

  private long accepted() {
    return plane.dataPlane().listeners().getFirst().accepted();
  }

  @Test
  void ends_a_peer_with_the_end_of_its_stream() throws Exception {
    plane.activate(
        """
        pipy({ _count: 0 })
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .replaceData(data => [new Data(data.toString() + ++_count), new StreamEnd()])
        """);

    try (var client = RawDatagrams.to(plane.port())) {
      assertThat(answer(client, "a")).isEqualTo("a1");
      assertThat(answer(client, "b")).isEqualTo("b1");
      Await.until("no peer", () -> peers() == 0);
    }
  }

  @Test
  void ends_a_peer_that_is_idle() throws Exception {
    plane.activate(
        """
        pipy({ _count: 0 })
          .listen('127.0.0.1:$PORT', { protocol: 'udp', idleTimeout: 0.2 })
          .handleStreamEnd(end => console.log('end', end.error))
          .replaceData(data => new Data(data.toString() + ++_count))
        """);

    try (var client = RawDatagrams.to(plane.port())) {
      assertThat(answer(client, "a")).isEqualTo("a1");
      assertThat(answer(client, "b")).isEqualTo("b2");
      Await.until("no peer", () -> peers() == 0);
      assertThat(answer(client, "c")).isEqualTo("c1");
    }
  }

  @Test
  void refuses_peers_beyond_the_limit_and_goes_on_with_those_it_has() throws Exception {
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT', { protocol: 'udp', maxConnections: 2, idleTimeout: 1 })");

    try (var one = RawDatagrams.to(plane.port());
        var two = RawDatagrams.to(plane.port());
        var three = RawDatagrams.to(plane.port())) {
      assertThat(answer(one, "1")).isEqualTo("1");
      assertThat(answer(two, "2")).isEqualTo("2");
      three.send("3");
      Await.until("dropped", () -> dropped() == 1);
      assertThat(answer(one, "1")).isEqualTo("1");
      assertThat(peers()).isEqualTo(2);
      Await.until("no peer", () -> peers() == 0);
      assertThat(answer(three, "3")).isEqualTo("3");
    }
  }

  @Test
  void drops_what_a_peer_sends_to_a_slow_sink() throws Exception {
    // given: a peer over TCP that takes nothing
    plane.activate(
        ECHO + ".connect('127.0.0.1:$PORT2', { congestionLimit: '64k', bufferLimit: '1m' })");
    var datagram = new byte[32 << 10];

    try (var origin = new RawOrigin(plane.port2());
        var client = RawDatagrams.to(plane.port())) {
      client.send("a");
      try (var upstream = origin.accept()) {
        assertThat(upstream.read(1)).isEqualTo("a");

        // when
        Await.until(
            "dropped",
            () -> {
              send(client, datagram);
              return dropped() > 10;
            });

        // then: its stream was not given up for what waits
        assertThat(peers()).isEqualTo(1);
      }
    }
  }

  private static void send(RawDatagrams client, byte[] datagram) {
    try {
      client.send(datagram);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void gives_a_peer_to_the_same_worker_each_time() throws Exception {
    restartWith(2);
    plane.activate(
        """
        pipy({ _count: 0 })
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .replaceData(data => new Data(data.toString() + ++_count))
        """);
    var clients = new ArrayList<RawDatagrams>();
    try {
      for (int i = 0; i < 16; i++) {
        clients.add(RawDatagrams.to(plane.port()));
      }
      for (int round = 1; round <= 3; round++) {
        for (var client : clients) {
          assertThat(answer(client, "n")).isEqualTo("n" + round);
        }
      }
    } finally {
      clients.forEach(RawDatagrams::close);
    }
  }

  @Test
  void shares_its_number_with_a_port_of_tcp() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT').replaceData(() => new Data('tcp'))
          .listen('127.0.0.1:$PORT', { protocol: 'udp' }).replaceData(() => new Data('udp'))
        """);

    try (var client = RawDatagrams.to(plane.port());
        var stream = new RawClient(plane.port())) {
      assertThat(answer(client, "?")).isEqualTo("udp");
      assertThat(stream.send("?").read(3)).isEqualTo("tcp");
    }
  }

  @Test
  void refuses_a_codebase_that_has_a_port_twice() {
    assertThatThrownBy(
            () -> plane.activate(ECHO + ".listen('127.0.0.1:$PORT', { protocol: 'udp' })"))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("Listen on UDP " + plane.port() + " at 127.0.0.1 is defined already");
  }

  @Test
  void refuses_a_protocol_that_is_none() {
    assertThatThrownBy(() -> plane.activate("pipy().listen($PORT, { protocol: 'sctp' })"))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("options.protocol expects 'tcp' or 'udp'");
  }

  @Test
  void says_who_has_a_port_that_is_taken() throws Exception {
    for (int workers = 1; workers <= 2; workers++) {
      restartWith(workers);
      try (var taken = new DatagramSocket(plane.port(), InetAddress.getLoopbackAddress())) {
        assertThatThrownBy(() -> plane.activate(ECHO))
            .isInstanceOf(CodebaseException.class)
            .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort() + "/udp")
            .satisfies(failure ->
                assertThat(((CodebaseException) failure).diagnostics().getFirst().suggestion())
                    .contains("ss -lunp"));
      }
      plane.activate(ECHO);
    }
  }

  @Test
  void keeps_its_socket_and_its_peers_over_a_swap() throws Exception {
    plane.activate(ECHO + ".replaceData(data => new Data('one ' + data.toString()))");
    try (var old = RawDatagrams.to(plane.port());
        var fresh = RawDatagrams.to(plane.port())) {
      assertThat(answer(old, "a")).isEqualTo("one a");

      var outcome =
          plane.activate(
              ECHO + ".replaceData(data => new Data('two ' + data.toString()))",
              Duration.ofMinutes(1));

      assertThat(outcome.listeners().toString()).contains("KEPT").contains("/udp");
      assertThat(answer(fresh, "b")).isEqualTo("two b");
      assertThat(answer(old, "c")).isEqualTo("one c");
      // a peer that is silent for 5 to 10 seconds is taken over
      Await.until(
          "drained",
          Duration.ofSeconds(40),
          () -> plane.dataPlane().programs().getFirst().drainingConnections() == 0);
      assertThat(answer(old, "d")).isEqualTo("two d");
    }
  }

  @Test
  void lets_the_peers_of_a_port_that_goes_finish_and_takes_the_port_up_again() throws Exception {
    for (int workers = 1; workers <= 2; workers++) {
      restartWith(workers);
      plane.activate(ECHO + ".replaceData(data => new Data('one ' + data.toString()))");
      try (var old = RawDatagrams.to(plane.port());
          var fresh = RawDatagrams.to(plane.port())) {
        assertThat(answer(old, "a")).isEqualTo("one a");

        plane.activate("pipy().listen('127.0.0.1:$PORT2', { protocol: 'udp' })");

        assertThat(answer(old, "b")).isEqualTo("one b");
        assertThat(fresh.send("lost").isSilent(50)).isTrue();

        plane.activate(ECHO + ".replaceData(data => new Data('three ' + data.toString()))");

        assertThat(answer(old, "c")).isEqualTo("one c");
        assertThat(answer(fresh, "d")).isEqualTo("three d");
      }
    }
  }

  @Test
  void frees_the_port_when_the_program_stops() throws Exception {
    plane.activate(ECHO);
    try (var client = RawDatagrams.to(plane.port())) {
      assertThat(answer(client, "a")).isEqualTo("a");

      assertThat(plane.dataPlane().stop("main", Duration.ofMillis(100))).isEqualTo(1);

      new DatagramSocket(plane.port(), InetAddress.getLoopbackAddress()).close();
      plane.activate(ECHO);
      assertThat(answer(client, "b")).isEqualTo("b");
    }
  }

  @Test
  void answers_over_ipv6() throws Exception {
    plane.activate("pipy().listen('[::1]:$PORT', { protocol: 'udp' })");

    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("::1"))) {
      socket.setSoTimeout(10_000);
      var address = new InetSocketAddress(InetAddress.ofLiteral("::1"), plane.port());
      socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, address));
      var packet = new DatagramPacket(new byte[10], 10);
      socket.receive(packet);
      assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).containsExactly(1, 2, 3);
    }
    assertThat(plane.dataPlane().listeners().getFirst().address())
        .isEqualTo("[::1]:" + plane.port() + "/udp");
  }

  @Test
  void serves_many_peers_at_once() throws Exception {
    plane.activate(ECHO);
    var clients = new ArrayList<RawDatagrams>();
    try {
      for (int i = 0; i < 200; i++) {
        clients.add(RawDatagrams.to(plane.port()).send("peer " + i));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(clients.get(i).text()).isEqualTo("peer " + i);
      }
      assertThat(peers()).isEqualTo(200);
    } finally {
      clients.forEach(RawDatagrams::close);
    }
  }
}
