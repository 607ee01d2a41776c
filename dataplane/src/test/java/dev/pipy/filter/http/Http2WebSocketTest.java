package dev.pipy.filter.http;

import static dev.pipy.testing.RawHttp2Peer.DATA;
import static dev.pipy.testing.RawHttp2Peer.HEADERS;
import static dev.pipy.testing.RawHttp2Peer.RST_STREAM;
import static dev.pipy.testing.RawHttp2Peer.SETTINGS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawHttp2Peer;
import dev.pipy.testing.RunningDataPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WebSockets on streams of HTTP/2 (RFC 8441), with an upstream that speaks HTTP/1.
class Http2WebSocketTest {

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;

  private final RunningDataPlane proxy = new RunningDataPlane(1);
  private ServerSocket upstream;

  @BeforeEach
  void start() throws Exception {
    upstream = new ServerSocket(proxy.port2(), 5, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout(10_000);
    proxy.activate(
        """
        pipy()
          .listen($PORT)
          .demuxHTTP('request')
          .pipeline('request').muxHTTP('upstream', '')
          .pipeline('upstream').connect('127.0.0.1:$PORT2')
        """);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    upstream.close();
  }

  private static RawHttp2Peer ask(RawHttp2Peer client, String protocol) throws IOException {
    return client.headers(
        1,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        protocol,
        ":scheme",
        "http",
        ":path",
        "/chat?a",
        ":authority",
        "h",
        "sec-websocket-version",
        "13");
  }

  private static String head(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    var text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int octet = socket.getInputStream().read();
      assertThat(octet).as("end of input behind %s", text).isNotNegative();
      text.append((char) octet);
    }
    return text.toString();
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  @Test
  void says_that_it_takes_them() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      assertThat(client.await(SETTINGS).text()).contains("\0\10\0\0\0\1");
    }
  }

  @Test
  void carries_bytes_both_ways_once_the_upstream_agrees() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      ask(client, "websocket").data(1, false, "early");
      try (var peer = upstream.accept()) {
        assertThat(head(peer).toLowerCase(Locale.ROOT))
            .startsWith("get /chat?a http/1.1\r\n")
            .contains(
                "\r\nhost: h\r\n",
                "\r\nupgrade: websocket\r\n",
                "\r\nconnection: upgrade\r\n",
                "\r\nsec-websocket-version: 13\r\n")
            .containsPattern("\r\nsec-websocket-key: [a-z0-9+/]{22}==\r\n");
        say(
            peer,
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: abc\r\nSec-WebSocket-Protocol: chat\r\n\r\nfirst");

        assertThat(client.await(HEADERS, 1).text())
            .isEqualTo("{:status=200, sec-websocket-protocol=chat}");
        assertThat(client.await(DATA, 1).text()).isEqualTo("first");
        assertThat(new String(peer.getInputStream().readNBytes(5), ISO_8859_1)).isEqualTo("early");

        client.data(1, true, "more");
        assertThat(new String(peer.getInputStream().readAllBytes(), ISO_8859_1)).isEqualTo("more");
        say(peer, "last");
        peer.shutdownOutput();
        assertThat(client.message(1)).isEqualTo("last");
      }
    }
  }

  @Test
  void passes_on_that_the_upstream_refuses() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      ask(client, "websocket");
      try (var peer = upstream.accept()) {
        head(peer);
        say(peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

        assertThat(client.await(HEADERS, 1).text()).contains(":status=403");
        assertThat(client.await(DATA, 1).text()).isEqualTo("no");
        var reset = client.await(RST_STREAM, 1);
        assertThat(reset.code()).as("the rest is not wanted").isEqualTo(NO_ERROR);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "204 No Content"})
  void refuses_for_an_upstream_that_knows_no_upgrades(String status) throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      ask(client, "websocket");
      try (var peer = upstream.accept()) {
        head(peer);
        say(peer, "HTTP/1.1 " + status + "\r\n" + (status.startsWith("204") ? "\r\n" : ""));
        if (!status.startsWith("204")) {
          say(peer, "Content-Length: 2\r\n\r\nhi");
        }

        assertThat(client.await(HEADERS, 1).text()).contains(":status=501");
      }
    }
  }

  @Test
  void refuses_protocols_that_it_does_not_know() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      ask(client, "connect-udp");

      assertThat(client.await(HEADERS, 1).text()).contains(":status=501");
    }
  }

  @Test
  void resets_a_stream_that_asks_with_another_method() throws IOException {
    try (var client = RawHttp2Peer.client(proxy.port())) {
      client.headers(
          1,
          true,
          ":method",
          "GET",
          ":protocol",
          "websocket",
          ":scheme",
          "http",
          ":path",
          "/",
          ":authority",
          "h");

      assertThat(client.await(RST_STREAM, 1).code()).isEqualTo(PROTOCOL_ERROR);
    }
  }
}
