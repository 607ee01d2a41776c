package dev.pipy.filter.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void activate(String connection) throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .muxHTTP('connection', '')
          .pipeline('connection')
        """
            + connection);
  }

  @Test
  void cannot_resolve_a_target_that_is_none() throws Exception {
    activate(".connect(() => 'nonsense')");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 502 Cannot Resolve\r\n");
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 502 Cannot Resolve\r\n");
    }
  }

  @Test
  void fails_the_stream_when_the_target_function_throws() throws Exception {
    activate(".connect(() => { throw new Error('no target') })");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void answers_when_the_pipeline_of_the_connection_fails_at_its_start() throws Exception {
    activate(".onStart(() => { throw new Error('no start') }).connect('127.0.0.1:$PORT3')");

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
      assertThat(client.get("/").response()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void connects_from_the_address_it_is_told() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .connect('127.0.0.1:$PORT2', { bind: () => '127.0.0.2' })

          .listen('127.0.0.1:$PORT2')
          .replaceData(() => new Data(__inbound.remoteAddress + '\\n'))
        """);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.send("x").until("\n")).isEqualTo("127.0.0.2\n");
    }
  }

  @Test
  void asks_a_function_for_its_options() throws Exception {
    plane.activate(
        """
        pipy({ _from: '127.0.0.3' })
          .listen('127.0.0.1:$PORT')
          .connect(new IPEndpoint('127.0.0.1', $PORT2), () => ({ bind: _from }))

          .listen('127.0.0.1:$PORT2')
          .replaceData(() => new Data(__inbound.remoteAddress + '\\n'))

          .listen('127.0.0.1:$PORT3')
          .connect('127.0.0.1:$PORT2', () => ({ bind: 'nowhere' }))
        """);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.send("x").until("\n")).isEqualTo("127.0.0.3\n");
    }
    assertThat(RawClient.isReset(plane.port3(), "x")).isTrue();
  }

  @Test
  void tells_how_far_the_connection_is() throws Exception {
    plane.activate(
        """
        ((states) => pipy()
          .listen('127.0.0.1:$PORT')
          .connect('127.0.0.1:$PORT2', { onState: outbound => states.push(outbound) })

          .listen('127.0.0.1:$PORT2')
          .replaceStreamEnd(end => [new Data('bye'), end])

          .listen('127.0.0.1:$PORT3')
          .serveHTTP(() => new Message(states.map(s =>
            `${s.state} ${s.error} ${s.remoteAddress} ${s.remotePort} ${s.localPort > 0}`
          ).join()))
        )([])
        """);
    try (var client = new RawClient(plane.port())) {
      assertThat(client.send("x").endOutput().rest()).isEqualTo("xbye");
    }
    var peer = " undefined 127.0.0.1 " + plane.port2();
    var wanted =
        String.join(
            ",",
            "idle undefined undefined undefined false",
            "resolving undefined undefined undefined false",
            "open" + peer + " false",
            "connecting" + peer + " false",
            "connected" + peer + " true",
            "closed" + peer + " true");
    Await.until(
        "all states are told",
        () -> {
          try (var client = new RawClient(plane.port3())) {
            return client.get("/").body().equals(wanted);
          } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
          }
        });
  }

  @Test
  void tells_of_each_attempt() throws Exception {
    plane.activate(
        """
        ((states) => pipy()
          .listen('127.0.0.1:$PORT')
          .connect('127.0.0.1:$PORT2', {
            retryCount: 1, onState: outbound => states.push(outbound.state + (outbound.error ?? '')),
          })

          .listen('127.0.0.1:$PORT3')
          .serveHTTP(() => new Message(states.join()))
        )([])
        """);
    try (var client = new RawClient(plane.port())) {
      client.send("x").awaitEnd();
    }
    try (var client = new RawClient(plane.port3())) {
      assertThat(client.get("/").body())
          .isEqualTo(
              "idle,resolving,open,connecting,idle,resolving,open,connecting,"
                  + "closedConnectionRefused");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle", "resolving", "connecting", "connected"})
  void ends_a_connection_when_a_script_says_so(String state) throws Exception {
    plane.activate(
        """
        ((states) => pipy()
          .listen('127.0.0.1:$PORT')
          .connect('127.0.0.1:$PORT2', {
            onState: outbound => {
              states.push(outbound.state)
              if (outbound.state === '$STATE') outbound.close()
            },
          })

          .listen('127.0.0.1:$PORT2')
          .dummy()

          .listen('127.0.0.1:$PORT3')
          .serveHTTP(() => new Message(states.join()))
        )([])
        """
            .replace("$STATE", state));

    try (var client = new RawClient(plane.port())) {
      assertThat(client.send("x").rest()).isEmpty();
    }
    try (var client = new RawClient(plane.port3())) {
      assertThat(client.get("/").body()).startsWith("idle,resolving").endsWith("closed");
    }
  }

  @Test
  void refuses_an_address_that_is_none() {
    assertThatThrownBy(() -> activate(".connect('a:1', { bind: 'somewhere' })"))
        .hasMessageContaining("options.bind expects an address such as '10.0.0.1'");
  }
}
