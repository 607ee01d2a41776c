package dev.pipy.filter.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawDatagrams;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `connect` over UDP, behind ports of both kinds.
class UdpProxyTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void proxy(String listenOptions, String connectOptions) throws Exception {
    plane.activate(
        "pipy().listen('127.0.0.1:$PORT', %s).connect('127.0.0.1:$PORT2', %s)"
            .formatted(listenOptions, connectOptions));
  }

  private void proxy() throws Exception {
    proxy("{ protocol: 'udp' }", "{ protocol: 'udp' }");
  }

  @Test
  void passes_datagrams_on_as_they_are() throws Exception {
    proxy();
    var large = new byte[65_507];
    new Random(3).nextBytes(large);

    try (var server = RawDatagrams.on(plane.port2());
        var client = RawDatagrams.to(plane.port())) {
      client.send("one").send("two").send(large);
      assertThat(server.text()).isEqualTo("one");
      assertThat(server.text()).isEqualTo("two");
      assertThat(server.receive()).isEqualTo(large);
      server.send("answer").send("answers").send(large);
      assertThat(client.text()).isEqualTo("answer");
      assertThat(client.text()).isEqualTo("answers");
      assertThat(client.receive()).isEqualTo(large);
    }
  }

  @Test
  void takes_an_answer_to_the_peer_that_asked() throws Exception {
    proxy();
    try (var server = RawDatagrams.on(plane.port2());
        var one = RawDatagrams.to(plane.port());
        var two = RawDatagrams.to(plane.port())) {
      for (int i = 0; i < 20; i++) {
        one.send("one " + i);
        server.send(server.text());
        two.send("two " + i);
        server.send(server.text());
        assertThat(one.text()).isEqualTo("one " + i);
        assertThat(two.text()).isEqualTo("two " + i);
      }
    }
  }

  @Test
  void ends_the_stream_of_a_peer_that_refuses() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .connect('127.0.0.1:$PORT2', { protocol: 'udp' })
          .replaceStreamEnd(end => new Data(end.error))
        """);

    try (var client = RawDatagrams.to(plane.port()).send("anybody there?")) {
      assertThat(client.text()).isEqualTo("ConnectionRefused");
    }
  }

  @Test
  void fails_a_stream_whose_data_no_datagram_holds() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .replaceData(() => new Data('x'.repeat(65508)))
          .connect('127.0.0.1:$PORT2', { protocol: 'udp' })
          .replaceStreamEnd(end => new Data(end.error))
        """);

    try (var server = RawDatagrams.on(plane.port2());
        var client = RawDatagrams.to(plane.port()).send("?")) {
      assertThat(client.text()).isEqualTo("WriteError");
      assertThat(server.isSilent(20)).isTrue();
    }
  }

  @Test
  void still_hears_answers_when_the_asker_has_ended() throws Exception {
    proxy("{}", "{ protocol: 'udp', idleTimeout: 0.3 }");
    try (var server = RawDatagrams.on(plane.port2());
        var client = new RawClient(plane.port()).send("question").endOutput()) {
      assertThat(server.text()).isEqualTo("question");
      server.send("answer");
      // and silence is the end, in order
      assertThat(client.rest()).isEqualTo("answer");
    }
  }

  @Test
  void is_idle_with_an_error_when_the_asker_has_not_ended() throws Exception {
    proxy("{}", "{ protocol: 'udp', idleTimeout: 0.2 }");
    try (var server = RawDatagrams.on(plane.port2());
        var client = new RawClient(plane.port()).send("question")) {
      assertThat(server.text()).isEqualTo("question");
      assertThat(client.isReset()).isTrue();
    }
  }

  @Test
  void carries_datagrams_to_a_stream_and_back() throws Exception {
    proxy("{ protocol: 'udp' }", "{}");
    try (var origin = new RawOrigin(plane.port2());
        var client = RawDatagrams.to(plane.port()).send("question")) {
      try (var upstream = origin.accept()) {
        assertThat(upstream.read(8)).isEqualTo("question");
        upstream.send("answer");
        assertThat(client.text()).isEqualTo("answer");
      }
      // the end of the stream is the end of the peer
      Await.until("no peer", () -> plane.dataPlane().connections() == 0);
    }
  }

  @Test
  void resolves_names() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { protocol: 'udp' })
          .connect(() => 'localhost:$PORT2', { protocol: 'udp' })
        """);
    try (var server = RawDatagrams.on(plane.port2());
        var client = RawDatagrams.to(plane.port()).send("early").send("bird")) {
      assertThat(server.text()).isEqualTo("early");
      assertThat(server.text()).isEqualTo("bird");
      server.send("worm");
      assertThat(client.text()).isEqualTo("worm");
    }
  }
}
