package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.program.Activation.ListenerChange.Kind;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataPlaneTest {

  private static final String HELLO =
      """
      pipy()
        .listen('127.0.0.1:$PORT')
        .serveHTTP(msg => new Message('hello ' + msg.head.path))
      """;

  private RunningDataPlane plane = new RunningDataPlane(1);

  @BeforeEach
  void start() {
    plane.close();
    plane = new RunningDataPlane(2);
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  @Test
  void serves_what_a_script_answers() throws Exception {
    // given
    plane.activate(HELLO);

    // when
    try (var client = new RawClient(plane.port())) {
      // then
      assertThat(client.get("/a").body()).isEqualTo("hello /a");
      assertThat(client.get("/b").body()).isEqualTo("hello /b");
    }
  }

  @Test
  void proxies_to_an_upstream() throws Exception {
    plane.activate(
        """
        pipy({ _path: '' })
          .listen('127.0.0.1:$PORT2')
          .serveHTTP(msg => new Message(msg.head.headers['x-path'] + ' ' + msg.body.toString()))
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .handleMessageStart(
            msg => (_path = msg.head.path, msg.head.headers['x-path'] = _path))
          .muxHTTP('connection', '')
          .pipeline('connection')
          .connect('127.0.0.1:$PORT2')
        """);

    try (var client = new RawClient(plane.port())) {
      for (int i = 0; i < 3; i++) {
        client.send("POST /p" + i + " HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
        assertThat(client.body()).isEqualTo("/p" + i + " body");
      }
    }
  }

  @Test
  void answers_502_when_the_upstream_refuses_and_keeps_the_connection() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .pipeline('connection')
          .connect('127.0.0.1:$PORT3')
        """);

    try (var client = new RawClient(plane.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.get("/").response())
            .startsWith("HTTP/1.1 502 Connection Refused\r\n")
            .contains("content-length: 0", "connection: keep-alive")
            .endsWith("\r\n\r\n");
      }
    }
  }

  @Test
  void relays_bytes_both_ways_with_half_close() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT2').replaceStreamEnd(() => [new Data('bye'), new StreamEnd])
          .listen('127.0.0.1:$PORT').connect('127.0.0.1:$PORT2')
        """);

    try (var client = new RawClient(plane.port())) {
      client.send("hello").endOutput();
      assertThat(client.rest()).isEqualTo("hellobye");
    }
  }

  @Test
  void answers_500_when_a_callback_throws_and_goes_on() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .serveHTTP(msg => {
            if (msg.head.path === '/bad') throw new Error('no')
            return new Message('fine')
          })
        """);

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/bad").response()).startsWith("HTTP/1.1 500 Internal Server Error");
      assertThat(client.get("/good").body()).isEqualTo("fine");
    }
  }

  @Test
  void stops_a_callback_that_runs_away() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .serveHTTP(msg => {
            while (msg.head.path === '/loop') {}
            return new Message('fine')
          })
        """);

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/loop").response()).startsWith("HTTP/1.1 500");
      assertThat(client.get("/").body()).isEqualTo("fine");
    }
  }

  @Test
  void swaps_without_touching_the_port() throws Exception {
    // given
    plane.activate(HELLO);
    try (var old = new RawClient(plane.port())) {
      assertThat(old.get("/").body()).isEqualTo("hello /");

      // when
      var outcome = plane.activate(HELLO.replace("hello", "bonjour"));

      // then
      assertThat(outcome.listeners()).singleElement().matches(l -> l.kind() == Kind.KEPT);
      assertThat(outcome.drainingConnections()).isEqualTo(1);
      try (var fresh = new RawClient(plane.port())) {
        assertThat(fresh.get("/").body()).isEqualTo("bonjour /");
      }
      assertThat(old.get("/").response()).contains("connection: close").endsWith("hello /");
      assertThat(old.rest()).isEmpty();
    }
  }

  @Test
  void keeps_the_running_version_when_a_port_is_taken() throws Exception {
    // given
    plane.activate(HELLO);
    try (var _ = new ServerSocket(plane.port2(), 1, InetAddress.getLoopbackAddress())) {
      // when
      var broken = HELLO + ".listen('127.0.0.1:$PORT3').dummy().listen('127.0.0.1:$PORT2').dummy()";

      // then
      assertThatThrownBy(() -> plane.activate(broken))
          .isInstanceOfSatisfying(
              CodebaseException.class,
              failure ->
                  assertThat(failure.diagnostics())
                      .singleElement()
                      .matches(finding -> finding.id() == DiagnosticId.CANNOT_LISTEN)
                      .matches(finding -> finding.line() == 4)
                      .matches(finding -> finding.message().contains(":" + plane.port2())));
    }
    assertThatThrownBy(() -> new RawClient(plane.port3())).hasMessageContaining("refused");
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").body()).isEqualTo("hello /");
    }
  }

  @Test
  void runs_programs_side_by_side() throws Exception {
    plane.activate("one", Map.of("main.js", HELLO));
    plane.activate("two", Map.of("main.js", HELLO.replace("$PORT", "$PORT2")));
    plane.dataPlane().stop("one", java.time.Duration.ofSeconds(1));

    assertThat(plane.dataPlane().programs())
        .singleElement()
        .matches(p -> p.program().equals("two"));
    try (var client = new RawClient(plane.port2())) {
      assertThat(client.get("/").body()).isEqualTo("hello /");
    }
  }

  @Test
  void ends_idle_connections_when_the_drain_limit_is_over() throws Exception {
    plane.activate(HELLO);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").body()).isEqualTo("hello /");

      long cut = plane.dataPlane().stop("main", java.time.Duration.ofMillis(300));

      assertThat(cut).isEqualTo(1);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void pauses_the_upstream_of_a_client_that_does_not_read() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT', { congestionLimit: '64k', idleTimeout: 0 })
          .connect('127.0.0.1:$PORT3', { idleTimeout: 0 })
        """);
    try (var origin = new ServerSocket(plane.port3(), 1, InetAddress.getLoopbackAddress());
        var client = new RawClient(plane.port())) {
      client.send("x");
      try (var peer = origin.accept()) {
        peer.setSendBufferSize(64 << 10);
        var chunk = new byte[64 << 10];
        var channel = peer.getOutputStream();
        var sender =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (int i = 0; i < 1600; i++) {
                      channel.write(chunk); // 100 MiB, more than all socket buffers together
                    }
                    peer.shutdownOutput();
                  } catch (java.io.IOException expected) {
                    // the client went away
                  }
                });
        assertThat(sender.join(java.time.Duration.ofMillis(1500))).isFalse();
        assertThat(client.rest()).hasSize(1600 * (64 << 10));
        assertThat(sender.join(java.time.Duration.ofSeconds(5))).isTrue();
      }
    }
  }
}
