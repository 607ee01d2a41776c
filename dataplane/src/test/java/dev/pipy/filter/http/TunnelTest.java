package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// WebSocket and CONNECT from a client through the proxy to an upstream, on real sockets.
class TunnelTest {

  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String CONNECT = "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n";
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @BeforeEach
  void proxy() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .pipeline('connection')
          .connect('127.0.0.1:$PORT2')
        """);
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void carries_a_websocket_both_ways() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(UPGRADE);
      try (var upstream = origin.accept()) {
        assertThat(upstream.head())
            .startsWith("GET /chat HTTP/1.1\r\n")
            .containsIgnoringCase("connection: upgrade\r\n")
            .containsIgnoringCase("upgrade: websocket\r\n");

        // when: the first frame comes with the answer
        upstream.send(SWITCH + "frame 1");

        // then
        assertThat(client.head())
            .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
            .containsIgnoringCase("connection: upgrade\r\n")
            .containsIgnoringCase("upgrade: websocket\r\n")
            .doesNotContain("content-length");
        assertThat(client.read(7)).isEqualTo("frame 1");
        client.send("frame 2");
        assertThat(upstream.read(7)).isEqualTo("frame 2");
        upstream.send("frame 3");
        assertThat(client.read(7)).isEqualTo("frame 3");
      }
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void carries_what_came_before_the_answer() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(CONNECT + "early");
      try (var upstream = origin.accept()) {
        assertThat(upstream.head()).isEqualTo(CONNECT);
        upstream.send(ESTABLISHED);
        assertThat(upstream.read(5)).isEqualTo("early");
        assertThat(client.head()).isEqualTo(ESTABLISHED);
      }
    }
  }

  @Test
  void ends_each_direction_on_its_own() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(CONNECT);
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
        client.head();

        // when: the peer is done first
        upstream.send("bye").endOutput();

        // then: the client may go on
        assertThat(client.rest()).isEqualTo("bye");
        client.send("last words").endOutput();
        assertThat(upstream.rest()).isEqualTo("last words");
      }
    }
  }

  @Test
  void answers_a_client_that_has_ended_its_side() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(CONNECT + "question").endOutput();
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
        assertThat(upstream.rest()).isEqualTo("question");
        upstream.send("answer");
      }
      assertThat(client.rest()).isEqualTo(ESTABLISHED + "answer");
    }
  }

  @Test
  void resets_the_client_when_the_peer_resets() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(CONNECT);
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
        client.head();
        upstream.reset();
      }
      assertThat(client.isReset()).isTrue();
    }
  }

  @Test
  void lets_go_of_the_peer_when_the_client_resets() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(CONNECT);
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
        client.head();
        client.reset();
        upstream.awaitEnd();
      }
    }
  }

  @Test
  void goes_on_with_requests_when_the_peer_refuses() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(UPGRADE + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        assertThat(client.response()).startsWith("HTTP/1.1 403 ").endsWith("no");
        assertThat(upstream.head()).startsWith("GET /next ");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes");
        assertThat(client.response()).endsWith("yes");
      }
    }
  }

  @Test
  void takes_the_tunnel_after_earlier_requests_were_answered() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n" + CONNECT + "early");
      try (var first = origin.accept();
          var second = origin.accept()) {
        var isFirst = first.until("\r\n\r\n").startsWith("GET");
        var get = isFirst ? first : second;
        var connect = isFirst ? second : first;
        if (isFirst) {
          connect.head();
        } else {
          get.head();
        }
        connect.send(ESTABLISHED + "banner");
        get.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.response()).endsWith("ok");
        assertThat(client.read(ESTABLISHED.length() + 6)).isEqualTo(ESTABLISHED + "banner");
        assertThat(connect.read(5)).isEqualTo("early");
      }
    }
  }

  @Test
  void answers_502_when_the_peer_is_gone_and_goes_on() throws Exception {
    try (var client = new RawClient(plane.port())) {
      client.send(CONNECT);
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
      client.send(UPGRADE);
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void never_offers_h2c_to_the_peer() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      var fields =
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: foo, h2c\r\nHTTP2-Settings: x\r\n";
      client.send("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
      try (var upstream = origin.accept()) {
        assertThat(upstream.head())
            .doesNotContainIgnoringCase("upgrade")
            .doesNotContainIgnoringCase("http2-settings");
        upstream.send(SWITCH);
      }
      // and takes no switch that nobody asked for
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void switches_to_any_other_protocol() throws Exception {
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(
          "POST /exec HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
              + "Content-Length: 2\r\n\r\n{}early");
      try (var upstream = origin.accept()) {
        upstream.head();
        assertThat(upstream.read(2)).isEqualTo("{}");
        upstream.send("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
        assertThat(upstream.read(5)).isEqualTo("early");
        assertThat(client.head()).startsWith("HTTP/1.1 101 UPGRADED\r\n");
      }
    }
  }
}
