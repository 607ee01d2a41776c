package dev.pipy.filter.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `listen` and `connect` without HTTP: bytes through, as they come.
class TcpProxyTest {

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void proxy(String options) throws Exception {
    plane.activate("pipy().listen('127.0.0.1:$PORT').connect('127.0.0.1:$PORT2'" + options + ")");
  }

  @Test
  void lets_the_server_speak_first() throws Exception {
    proxy("");
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port());
        var upstream = origin.accept()) {
      upstream.send("220 ready");
      assertThat(client.read(9)).isEqualTo("220 ready");
      client.send("HELO");
      assertThat(upstream.read(4)).isEqualTo("HELO");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".print().dump('client').handleStreamEnd(() => 0).connect('127.0.0.1:$PORT2')",
        ".handleStreamStart(() => { _target = '127.0.0.1:$PORT2' }).connect(() => _target)",
        ".link('forward').pipeline('forward').print().connect('127.0.0.1:$PORT2')",
        ".branch(true, $=>$.connect('127.0.0.1:$PORT2'))",
        ".link('').connect('127.0.0.1:$PORT2')"
      })
  void lets_the_server_speak_first_behind_filters_that_need_no_input(String filters)
      throws Exception {
    plane.activate("pipy({ _target: '' }).listen('127.0.0.1:$PORT')" + filters);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port());
        var upstream = origin.accept()) {
      upstream.send("220 ready");
      assertThat(client.read(9)).isEqualTo("220 ready");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".handleData(data => { _target = data.toString() }).connect(() => _target)",
        ".handleStreamStart(data => { _target = data.toString() }).connect(() => _target)",
        ".link('forward', () => _target).pipeline('forward').connect(() => _target)",
        ".replaceData(data => data).link('forward').pipeline('forward').connect('127.0.0.1:$PORT2')"
      })
  void waits_for_input_where_a_filter_needs_it(String filters) throws Exception {
    plane.activate("pipy({ _target: '' }).listen('127.0.0.1:$PORT')" + filters);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      Await.until("a connection", () -> plane.dataPlane().connections() == 1);
      assertThat(origin.isIdle(50)).isTrue();
      if (filters.contains("data.toString")) {
        client.send("127.0.0.1:" + plane.port2());
        origin.accept().close();
      }
    }
  }

  @Test
  void closes_without_a_word_when_the_start_of_a_stream_is_refused() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .handleStreamStart(() => { throw new Error('not for ' + __inbound.remoteAddress) })
          .connect('127.0.0.1:$PORT2')
        """);
    try (var origin = new RawOrigin(plane.port2())) {
      assertThat(RawClient.isReset(plane.port(), "")).isTrue();
      assertThat(origin.isIdle(20)).isTrue();
    }
  }

  @Test
  void ends_each_direction_on_its_own() throws Exception {
    proxy("");
    try (var origin = new RawOrigin(plane.port2())) {
      try (var client = new RawClient(plane.port()).send("question").endOutput();
          var upstream = origin.accept()) {
        assertThat(upstream.rest()).isEqualTo("question");
        upstream.send("answer").endOutput();
        assertThat(client.rest()).isEqualTo("answer");
      }
      try (var client = new RawClient(plane.port());
          var upstream = origin.accept()) {
        upstream.send("bye").endOutput();
        assertThat(client.rest()).isEqualTo("bye");
        client.send("last words").endOutput();
        assertThat(upstream.rest()).isEqualTo("last words");
      }
    }
  }

  @Test
  void ties_the_lives_of_both_together() throws Exception {
    proxy("");
    try (var origin = new RawOrigin(plane.port2())) {
      try (var client = new RawClient(plane.port());
          var upstream = origin.accept()) {
        upstream.reset();
        assertThat(client.isReset()).isTrue();
      }
      try (var client = new RawClient(plane.port());
          var upstream = origin.accept()) {
        client.reset();
        upstream.awaitEnd();
      }
    }
  }

  @Test
  void resets_a_client_whose_peer_cannot_be_reached() throws Exception {
    proxy("");

    assertThat(RawClient.isReset(plane.port(), "")).isTrue();
  }

  @Test
  void tries_again_and_keeps_what_was_sent_meanwhile() throws Exception {
    proxy(", { retryCount: -1, retryDelay: 0.05 }");
    try (var client = new RawClient(plane.port()).send("early").endOutput();
        var origin = new RawOrigin(plane.port2());
        var upstream = origin.accept()) {
      assertThat(upstream.rest()).isEqualTo("early");
      upstream.send("answer").endOutput();
      assertThat(client.rest()).isEqualTo("answer");
    }
  }

  @Test
  void gives_up_a_peer_that_is_silent_for_too_long() throws Exception {
    proxy(", { readTimeout: 0.3 }");
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port());
        var upstream = origin.accept()) {
      assertThat(client.isReset()).isTrue();
      upstream.awaitEnd();
    }
  }
}
