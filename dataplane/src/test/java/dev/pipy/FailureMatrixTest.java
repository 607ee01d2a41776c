package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sees of every way in which its upstream, or it itself, can fail; and that another
/// client, whose request is under way meanwhile, sees nothing of it.
class FailureMatrixTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  /// For whom limits in time are short.
  private static final String GET_SLOW = "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n";

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final RunningDataPlane plane = new RunningDataPlane(1);
  private RawOrigin bystanderOrigin;
  private RawClient bystander;
  private RawClient bystanderUpstream;

  @BeforeEach
  void start() throws Exception {
    plane.activate(
        """
        pipy({ _path: '' })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')

          .pipeline('request')
          .handleMessageStart(message => { _path = message.head.path })
          .link(
            'bystander', () => _path === '/bystander',
            'slow', () => _path === '/slow',
            'failing')

          .pipeline('bystander')
          .muxHTTP('bystander-connection', '')
          .pipeline('bystander-connection')
          .connect('127.0.0.1:$PORT3')

          .pipeline('failing')
          .muxHTTP('failing-connection', '')
          .pipeline('failing-connection')
          .connect('127.0.0.1:$PORT2')

          .pipeline('slow')
          .muxHTTP('slow-connection', '')
          .pipeline('slow-connection')
          .connect('127.0.0.1:$PORT2', { connectTimeout: 0.3, readTimeout: 0.4 })
        """);
    bystanderOrigin = new RawOrigin(plane.port3());
    bystander = new RawClient(plane.port()).get("/bystander");
    bystanderUpstream = bystanderOrigin.accept();
    bystanderUpstream.head();
  }

  @AfterEach
  void others_are_unharmed() throws Exception {
    try {
      bystanderUpstream.send(OK);
      assertThat(bystander.body()).isEqualTo("ok");
      bystander.get("/bystander");
      bystanderUpstream.head();
      bystanderUpstream.send(OK);
      assertThat(bystander.body()).isEqualTo("ok");
    } finally {
      bystander.close();
      bystanderUpstream.close();
      bystanderOrigin.close();
      plane.close();
    }
  }

  private RawOrigin origin() throws IOException {
    return new RawOrigin(plane.port2());
  }

  private RawClient client() throws IOException {
    return new RawClient(plane.port());
  }

  /// The connection of a client is of use after a failure that was answered.
  private static void assertGoesOn(RawClient client, RawOrigin origin) throws IOException {
    client.send(GET);
    try (var upstream = origin.accept()) {
      upstream.head();
      upstream.send(OK);
      assertThat(client.body()).isEqualTo("ok");
    }
  }

  // --- the upstream fails ---

  @Test
  void upstream_refuses() throws Exception {
    try (var client = client()) {
      assertThat(client.send(GET).response()).startsWith("HTTP/1.1 502 Connection Refused\r\n");
      try (var origin = origin()) {
        assertGoesOn(client, origin);
      }
    }
  }

  @Test
  void upstream_does_not_answer_the_connection() throws Exception {
    // given: an upstream whose queue is full
    var fillers = new ArrayList<Socket>();
    try (var full = new ServerSocket(plane.port2(), 1, InetAddress.getLoopbackAddress());
        var client = client()) {
      fill(full.getLocalPort(), fillers);

      // then
      assertThat(client.send(GET_SLOW).response()).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
      assertThat(client.send(GET_SLOW).response()).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
    } finally {
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  private static void fill(int port, List<Socket> fillers) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      while (fillers.size() < 20) {
        var filler = new Socket();
        fillers.add(filler);
        filler.connect(address, 100);
      }
    } catch (java.net.SocketTimeoutException full) {
      // as it should be
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\n"})
  void upstream_resets_before_the_answer(String sent) throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(sent);
        upstream.reset();
      }
      if (sent.contains("100")) {
        assertThat(client.head()).startsWith("HTTP/1.1 100 ");
      }
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
      assertGoesOn(client, origin);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le"})
  void upstream_closes_before_the_answer(String sent) throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(sent);
      }
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
      assertGoesOn(client, origin);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n",
      })
  void upstream_breaks_off_inside_the_body(String rest) throws Exception {
    for (boolean isReset : new boolean[] {false, true}) {
      try (var origin = origin();
          var client = client().send(GET)) {
        try (var upstream = origin.accept()) {
          upstream.head();
          upstream.send("HTTP/1.1 200 OK\r\n" + rest);
          client.until("abc");
          if (isReset) {
            upstream.reset();
          }
        }
        // never a last chunk, never an end in order
        assertThat(client.isReset()).isTrue();
      }
    }
  }

  @Test
  void upstream_breaks_off_inside_a_body_that_lasts_until_the_end() throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\n\r\nabc");
        client.until("abc");
        upstream.reset();
      }
      assertThat(client.isReset()).isTrue();
    }
  }

  @Test
  void upstream_resets_after_the_answer() throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(OK);
        assertThat(client.body()).isEqualTo("ok");
        upstream.reset();
      }
      assertGoesOn(client, origin);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.9\r\n",
        "\u0000\u0001\u0002\u0003",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
      })
  void upstream_sends_garbage(String garbage) throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(garbage);
        assertThat(client.response()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
        upstream.awaitEnd();
      }
      assertGoesOn(client, origin);
    }
  }

  @Test
  void upstream_sends_garbage_for_a_chunk() throws Exception {
    try (var origin = origin();
        var client = client().send(GET)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.until("abc");
        upstream.send("nonsense\r\n");
        assertThat(client.isReset()).isTrue();
      }
    }
  }

  @Test
  void upstream_hangs_before_the_answer() throws Exception {
    try (var origin = origin();
        var client = client().send(GET_SLOW)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        assertThat(client.response()).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
        upstream.awaitEnd();
      }
      assertGoesOn(client, origin);
    }
  }

  @Test
  void upstream_hangs_inside_the_body() throws Exception {
    try (var origin = origin();
        var client = client().send(GET_SLOW)) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
        client.until("abc");
        assertThat(client.isReset()).isTrue();
        upstream.awaitEnd();
      }
    }
  }

  @Test
  void upstream_answers_before_the_request_is_whole() throws Exception {
    try (var origin = origin();
        var client =
            client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234")) {
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
        assertThat(client.response()).startsWith("HTTP/1.1 413 ").endsWith("no");
        // a request that is not whole makes its connection useless
        upstream.awaitEnd();
      }
      client.send("56789");
      assertGoesOn(client, origin);
    }
  }

  @Test
  void upstream_closes_while_the_request_is_on_its_way() throws Exception {
    try (var origin = origin();
        var client =
            client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234")) {
      try (var upstream = origin.accept()) {
        upstream.head();
      }
      assertThat(client.response()).startsWith("HTTP/1.1 502 ");
      client.send("56789");
      assertGoesOn(client, origin);
    }
  }

  // --- the client fails ---

  @Test
  void client_goes_inside_the_head() throws Exception {
    try (var origin = origin()) {
      try (var client = client().send("GET / HTTP/1.1\r\nHos")) {
        client.reset();
      }
      // nothing of it arrives: the first that does is another's
      try (var client = client()) {
        assertGoesOn(client, origin);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\n01234",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n",
      })
  void client_goes_inside_the_body(String rest) throws Exception {
    for (boolean isReset : new boolean[] {false, true}) {
      try (var origin = origin();
          var client = client().send("POST / HTTP/1.1\r\nHost: h\r\n" + rest);
          var upstream = origin.accept()) {
        upstream.until("01234");
        if (isReset) {
          client.reset();
        } else {
          client.endOutput();
        }
        // never a last chunk
        var left = new StringBuilder();
        try {
          left.append(upstream.rest());
        } catch (IOException reset) {
          // an end as well
        }
        assertThat(left.toString()).doesNotContain("0\r\n\r\n");
        if (!isReset) {
          client.awaitEnd();
        }
      }
    }
  }

  @Test
  void client_goes_while_it_waits_for_the_answer() throws Exception {
    try (var origin = origin();
        var client = client().send(GET);
        var upstream = origin.accept()) {
      upstream.head();
      client.reset();
      upstream.awaitEnd();
    }
  }

  @Test
  void client_goes_inside_the_answer() throws Exception {
    try (var origin = origin();
        var client = client().send(GET);
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nabc");
      client.until("abc");
      client.reset();
      upstream.awaitEnd();
    }
  }

  @Test
  void client_ends_its_side_and_still_gets_its_answer() throws Exception {
    try (var origin = origin();
        var client = client().send(GET).endOutput();
        var upstream = origin.accept()) {
      upstream.head();
      upstream.send(OK);
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
    }
  }
}
