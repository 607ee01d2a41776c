package dev.pipy.filter.http;

import static dev.pipy.testing.RawHttp2Peer.ACK;
import static dev.pipy.testing.RawHttp2Peer.DATA;
import static dev.pipy.testing.RawHttp2Peer.GOAWAY;
import static dev.pipy.testing.RawHttp2Peer.HEADERS;
import static dev.pipy.testing.RawHttp2Peer.PING;
import static dev.pipy.testing.RawHttp2Peer.RST_STREAM;
import static dev.pipy.testing.RawHttp2Peer.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawHttp2Peer;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `muxHTTP` with `version: 2`, between a client and an upstream on real sockets.
class MuxHttp2Test {

  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;

  private static final String SCRIPT =
      """
      pipy()
        .listen($PORT)
        .demuxHTTP('request')
        .pipeline('request')
        .muxHTTP('connection', '', { version: 2, maxIdle: 1 })
        .pipeline('connection')
        .connect('127.0.0.1:$PORT3')
      """;

  private RunningDataPlane proxy = new RunningDataPlane(1);
  private ServerSocket upstream = closed();

  private static ServerSocket closed() {
    try {
      return new ServerSocket();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @BeforeEach
  void start() throws Exception {
    proxy.activate(SCRIPT);
    upstream = new ServerSocket(proxy.port3(), 10, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    proxy.close();
  }

  private RawHttp2Peer client() throws IOException {
    return RawHttp2Peer.client(proxy.port());
  }

  private RawHttp2Peer accept(int... settings) throws IOException {
    return RawHttp2Peer.server(upstream.accept(), settings);
  }

  private static void answer(RawHttp2Peer server, int streamId, String body) throws IOException {
    server.headers(streamId, false, ":status", "200").data(streamId, true, body);
  }

  @Test
  void sends_many_requests_over_one_connection() throws IOException {
    try (var client = client()) {
      client.get(1, "/a").get(3, "/b").get(5, "/c");
      try (var server = accept()) {
        // when: answered in another order
        for (int id = 1; id <= 5; id += 2) {
          assertThat(server.await(HEADERS, id).endsStream()).isTrue();
        }
        for (int id = 5; id >= 1; id -= 2) {
          answer(server, id, "answer " + id);
        }

        // then
        assertThat(client.message(5)).endsWith("answer 5");
        assertThat(client.message(3)).endsWith("answer 3");
        assertThat(client.message(1)).endsWith("answer 1");
      }
    }
  }

  @Test
  void translates_from_http_1() throws IOException {
    try (var client = new RawClient(proxy.port())) {
      client.send(
          "POST http://site/p?q HTTP/1.1\r\nHost: site\r\nX-Upper: A\r\nConnection: x-hop\r\n"
              + "X-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n");
      try (var server = accept()) {
        assertThat(server.message(1))
            .isEqualTo(
                "{:authority=site, :method=POST, :path=/p?q, :scheme=http, te=trailers, x-upper=A}"
                    + "abc{x-sum=7}");
        server.headers(1, false, ":status", "200", "x-a", "1").data(1, false, "body");
        server.headers(1, true, "x-tail", "2");

        assertThat(client.head()).contains("HTTP/1.1 200 OK\r\nx-a: 1\r\n").contains("chunked");
        assertThat(client.until("\r\n\r\n")).contains("4\r\nbody\r\n").contains("x-tail: 2");
      }
    }
  }

  @Test
  void passes_interim_answers_and_answers_without_body() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        server.headers(1, false, ":status", "103", "link", "x").headers(1, true, ":status", "204");

        assertThat(client.await(HEADERS, 1).text()).isEqualTo("{:status=103, link=x}");
        var last = client.await(HEADERS, 1);
        assertThat(last.text()).isEqualTo("{:status=204}");
        assertThat(last.endsStream()).isTrue();
      }
    }
  }

  @Test
  void opens_another_connection_beyond_what_the_peer_takes() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept(MAX_CONCURRENT_STREAMS, 1)) {
        server.await(HEADERS, 1);
        server.frame(PING, 0, 0, new byte[8]).await(PING); // settings were seen

        client.get(3, "/");
        try (var second = accept()) {
          second.await(HEADERS, 1);
          answer(second, 1, "second");
          answer(server, 1, "first");

          assertThat(client.message(3)).endsWith("second");
          assertThat(client.message(1)).endsWith("first");
        }
      }
    }
  }

  @Test
  void sends_again_elsewhere_what_a_peer_that_goes_away_did_not_do() throws IOException {
    try (var client = client()) {
      client.get(1, "/").request(3, true, "POST", "/");
      try (var server = accept()) {
        server.await(HEADERS, 3);
        server.frame(GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});

        try (var second = accept()) {
          assertThat(second.await(HEADERS, 1).text()).contains(":method=POST");
          answer(second, 1, "again");
          answer(server, 1, "finished");
          assertThat(client.message(3)).endsWith("again");
          assertThat(client.message(1)).endsWith("finished");

          // and nothing new goes to the first, which is closed
          client.get(5, "/");
          second.await(HEADERS, 3);
          assertThat(server.next())
              .satisfiesAnyOf(
                  frame -> assertThat(frame).isNull(),
                  frame -> assertThat(frame.type()).isNotEqualTo(HEADERS));
        }
      }
    }
  }

  @Test
  void sends_a_refused_request_once_more_and_no_further() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        server.number(RST_STREAM, 1, REFUSED_STREAM);
        server.await(HEADERS, 3);
        server.number(RST_STREAM, 3, REFUSED_STREAM);

        assertThat(client.message(1)).contains(":status=502");
      }
    }
  }

  @Test
  void never_sends_a_body_twice() throws IOException {
    try (var client = client()) {
      client.request(1, false, "POST", "/").data(1, true, "x");
      try (var server = accept()) {
        assertThat(server.message(1)).endsWith("x");
        server.number(RST_STREAM, 1, REFUSED_STREAM);

        assertThat(client.message(1)).contains(":status=502");
      }
    }
  }

  @Test
  void resets_what_breaks_off_in_the_middle() throws IOException {
    try (var client = client()) {
      client.get(1, "/").get(3, "/");
      try (var server = accept()) {
        server.await(HEADERS, 3);
        server.headers(1, false, ":status", "200").data(1, false, "half").number(RST_STREAM, 1, 2);

        assertThat(client.message(1)).startsWith("{:status=200}half<reset");
        server.headers(3, false, ":status", "200", "content-length", "9").data(3, true, "short");
        assertThat(client.message(3)).contains("<reset");
      }
    }
  }

  @Test
  void resets_what_was_under_way_when_the_connection_is_lost() throws IOException {
    try (var client = client()) {
      client.get(1, "/").request(3, true, "POST", "/");
      try (var server = accept()) {
        server.await(HEADERS, 3);
        server.headers(1, false, ":status", "200").data(1, false, "half");
        client.await(DATA, 1);
      }

      assertThat(client.message(1)).startsWith("<reset");
      assertThat(client.message(3)).contains(":status=502");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "abc", "101", "600"})
  void answers_502_to_a_status_that_is_none(String status) throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        server.headers(1, true, ":status", status);

        assertThat(client.message(1)).contains(":status=502");
        assertThat(server.await(RST_STREAM, 1).code()).isEqualTo(1);
      }
    }
  }

  @Test
  void answers_502_when_the_peer_does_not_speak_http_2() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = upstream.accept()) {
        server
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(client.message(1)).contains(":status=502");
      }
    }
  }

  @Test
  void cancels_the_request_of_a_client_that_gives_up() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        client.number(RST_STREAM, 1, CANCEL);

        assertThat(server.await(RST_STREAM, 1).code()).isEqualTo(CANCEL);
      }
    }
  }

  @Test
  void sends_no_more_than_the_upstream_takes_and_widens_nothing_that_it_holds() throws IOException {
    try (var client = client()) {
      client.request(1, false, "POST", "/");
      try (var server = accept(INITIAL_WINDOW_SIZE, 1000)) {
        // given: an upload that the upstream takes 1000 bytes of
        server.await(HEADERS, 1);
        server.frame(PING, 0, 0, new byte[8]).await(PING);
        for (int sent = 0; sent < (1 << 20); sent += 16_384) {
          client.data(1, false, "x".repeat(16_384));
        }
        assertThat(server.await(DATA, 1).text()).hasSizeLessThanOrEqualTo(65_535);

        // then: the client's window is not widened beyond what waits
        client.frame(PING, 0, 0, new byte[8]);
        int widened = 0;
        for (var frame = next(client); frame.type() != PING; frame = next(client)) {
          widened += frame.type() == WINDOW_UPDATE && frame.streamId() == 1 ? frame.code() : 0;
        }
        assertThat(widened).isLessThan(600_000);

        // when: the upstream takes the rest
        server.number(WINDOW_UPDATE, 0, 8 << 20).number(WINDOW_UPDATE, 1, 8 << 20);
        client.data(1, true, "");

        // then
        int received = 0;
        for (var frame = server.await(DATA, 1); ; frame = server.await(DATA, 1)) {
          received += frame.text().length();
          if (frame.endsStream()) {
            break;
          }
        }
        assertThat(received).isBetween((1 << 20) - 65_535, 1 << 20);
      }
    }
  }

  @Test
  void pauses_an_answer_whose_client_does_not_read_and_no_other() throws IOException {
    try (var client = client()) {
      client.settings(INITIAL_WINDOW_SIZE, 0).get(1, "/").get(3, "/");
      try (var server = accept()) {
        // given: an answer that the client takes nothing of
        server.await(HEADERS, 3);
        server.headers(1, false, ":status", "200");
        for (int sent = 0; sent < (1 << 20); sent += 16_384) {
          server.data(1, false, "x".repeat(16_384));
        }
        server.frame(PING, 0, 0, new byte[8]);
        int widened = 0;
        for (var frame = next(server); frame.type() != PING; frame = next(server)) {
          widened += frame.type() == WINDOW_UPDATE && frame.streamId() == 1 ? frame.code() : 0;
        }
        assertThat(widened).isLessThan(600_000);

        // when: the other stream is read
        answer(server, 3, "other");
        client.number(WINDOW_UPDATE, 3, 100);
        assertThat(client.message(3)).endsWith("other");

        // then: once the client reads, the rest comes
        client.number(WINDOW_UPDATE, 0, 8 << 20).number(WINDOW_UPDATE, 1, 8 << 20);
        server.await(WINDOW_UPDATE, 1);
        server.data(1, true, "");
        int received = 0;
        for (var frame = client.await(DATA, 1);
            !frame.endsStream();
            frame = client.await(DATA, 1)) {
          received += frame.text().length();
        }
        assertThat(received).isEqualTo(1 << 20);
      }
    }
  }

  @Test
  void tunnels_both_ways_once_the_answer_agrees() throws IOException {
    try (var client = client()) {
      client.headers(1, false, ":method", "CONNECT", ":authority", "h:1").data(1, false, "early");
      try (var server = accept()) {
        var asked = server.await(HEADERS, 1);
        assertThat(asked.text()).isEqualTo("{:authority=h:1, :method=CONNECT}");
        assertThat(asked.endsStream()).isFalse();
        server.headers(1, false, ":status", "200");
        assertThat(server.await(DATA, 1).text()).isEqualTo("early");
        server.data(1, false, "down");
        client.await(HEADERS, 1);
        assertThat(client.await(DATA, 1).text()).isEqualTo("down");

        // each side ends on its own
        server.data(1, true, "last");
        assertThat(client.await(DATA, 1).text()).isEqualTo("last");
        client.data(1, true, "up");
        assertThat(server.await(DATA, 1).text()).isEqualTo("up");
      }
    }
  }

  @Test
  void closes_a_connection_that_is_idle_for_too_long() throws IOException {
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        answer(server, 1, "x");
        assertThat(client.message(1)).endsWith("x");

        while (server.next() != null) {
          // until it ends
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"() => 'h2'", "async () => { await null; return 'http/2' }"})
  void speaks_the_version_that_a_function_says(String function) throws Exception {
    proxy.activate(SCRIPT.replace("version: 2", "version: " + function));
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        server.await(HEADERS, 1);
        answer(server, 1, "x");
        assertThat(client.message(1)).endsWith("x");
      }
    }
  }

  @Test
  void answers_500_if_the_version_is_a_promise_that_fails() throws Exception {
    proxy.activate(SCRIPT.replace("version: 2", "version: async () => { throw new Error('no') }"));
    try (var client = client()) {
      client.get(1, "/");

      assertThat(client.message(1)).contains("500");
    }
  }

  @Test
  void refuses_a_version_that_there_is_not() {
    assertThatThrownBy(() -> proxy.activate(SCRIPT.replace("version: 2", "version: 4")))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("version");
  }

  private static RawHttp2Peer.Frame next(RawHttp2Peer peer) throws IOException {
    return Objects.requireNonNull(peer.next(), "the connection has ended");
  }

  @Test
  void pings_as_a_function_says() throws Exception {
    proxy.activate(
        SCRIPT.replace(
            "version: 2,",
            """
            version: 2,
            ping: answer =>
              answer === undefined ? new Data('question') :
              answer.toString() === 'question' ? Promise.resolve(new Data('again')) :
              null,
            """));
    try (var client = client()) {
      client.get(1, "/");
      try (var server = accept()) {
        assertThat(server.await(PING, 0).text()).isEqualTo("question");

        // an answer to nothing is passed over
        server.frame(PING, ACK, 0, bytes("answered"));
        server.frame(PING, ACK, 0, bytes("question"));
        assertThat(server.await(PING, 0).text()).isEqualTo("again\0\0\0");

        server.frame(PING, ACK, 0, bytes("again\0\0\0"));
        answer(server, 1, "still there");
        assertThat(client.message(1)).endsWith("still there");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
