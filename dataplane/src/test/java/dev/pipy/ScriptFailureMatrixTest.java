package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A script that throws, in every kind of callback: that request is answered 500, the connection
/// goes on, and so do others.
class ScriptFailureMatrixTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".handleStreamStart(bad)",
        ".handleMessageStart(bad)",
        ".handleData(bad)",
        ".handleMessageEnd(bad).link('good')",
        ".handleMessage(bad).link('good')",
        ".handleMessageBody(bad).link('good')",
        ".replaceStreamStart(bad)",
        ".replaceMessageStart(bad)",
        ".replaceData(bad)",
        ".replaceMessageEnd(bad)",
        ".replaceMessage(bad)",
        ".replaceMessageBody(bad)",
        ".handleMessage(async () => { await null; bad() }).link('good')",
        ".replaceMessage(async () => { await null; bad() })",
        ".link('good', bad, 'good')",
        ".branch(bad, 'good', 'good')",
        ".demux('throws')",
        ".mux('good', bad)",
        ".mux('throws', '')",
        ".fork('good', bad)",
        ".muxHTTP('good', bad)",
        ".muxHTTP('throws', '')",
        ".muxHTTP('bad-target', '')",
        ".connect(bad)",
        ".acceptHTTPTunnel('good', bad)",
        ".connectHTTPTunnel('good', bad)",
        ".link('bad-start')",
      })
  void answers_500_for_a_callback_that_throws(String filter) throws Exception {
    plane.activate(
        """
        var bad = () => { if (_path !== '/good') throw new Error('on purpose'); }
        pipy({ _path: '' })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')

          .pipeline('request')
          .handleMessageStart(message => { _path = message.head.path })
          .link('good', () => _path === '/good', 'bad')

          .pipeline('bad')
          FILTER

          .pipeline('good')
          .replaceMessage(new Message('good'))

          .pipeline('throws')
          .handleStreamStart(bad)

          .pipeline('bad-target')
          .connect(bad)

          .pipeline('bad-start')
          .onStart(bad)
          .replaceMessage(new Message('not reached'))
        """
            .replace("FILTER", filter));

    try (var bystander = new RawClient(plane.port());
        var client = new RawClient(plane.port())) {
      assertThat(bystander.get("/good").body()).isEqualTo("good");
      for (int i = 0; i < 2; i++) {
        client.send("POST /bad HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
        assertThat(client.response()).startsWith("HTTP/1.1 500 Internal Server Error\r\n");
      }
      assertThat(client.get("/good").body()).isEqualTo("good");
      assertThat(bystander.get("/good").body()).isEqualTo("good");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".onStart(bad)",
        ".onEnd(bad).replaceData(bad)",
        ".handleStreamStart(bad)",
        ".handleData(bad)",
        ".connect(bad)",
        ".handleStreamEnd(bad)",
        ".replaceStreamEnd(bad)",
      })
  void ends_a_connection_whose_callback_throws(String filters) throws Exception {
    plane.activate(
        """
        var bad = () => { throw new Error('on purpose') }
        pipy()
          .listen('127.0.0.1:$PORT') FILTERS
          .listen('127.0.0.1:$PORT2').serveHTTP(() => new Message('good'))
        """
            .replace("FILTERS", filters));

    try (var bystander = new RawClient(plane.port2())) {
      assertThat(bystander.get("/").body()).isEqualTo("good");
      try (var client = new RawClient(plane.port())) {
        client.send("x").endOutput();
        client.awaitEnd();
      } catch (SocketException reset) {
        // it may be over already, even before it has begun
      }
      assertThat(bystander.get("/").body()).isEqualTo("good");
    }
  }

  @Test
  void goes_on_when_the_end_of_a_pipeline_throws() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .onEnd(() => { throw new Error('on purpose') })
          .replaceMessage(new Message('good'))
        """);

    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").body()).isEqualTo("good");
      assertThat(client.get("/").body()).isEqualTo("good");
    }
  }
}
