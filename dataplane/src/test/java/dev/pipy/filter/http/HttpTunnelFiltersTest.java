package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `acceptHTTPTunnel` and `connectHTTPTunnel` on real sockets.
class HttpTunnelFiltersTest {

  private static final String ESTABLISHED = "HTTP/1.1 200 OK\r\n\r\n";

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void accept(String handler) throws Exception {
    plane.activate(
        """
        pipy({ _target: undefined })
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request')
          .acceptHTTPTunnel('tunnel', HANDLER)
          .pipeline('tunnel')
          .connect(() => _target)
        """
            .replace("HANDLER", handler));
  }

  private String connectTo(int port) {
    return "CONNECT 127.0.0.1:" + port + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "req => (_target = req.head.path, new Message({ status: 200 }))",
        "req => (_target = req.head.path, new Message({ status: 299 }, 'no body goes out'))",
        "req => { _target = req.head.path }",
        "async req => { await null; _target = req.head.path; return new Message({ status: 204 }) }",
      })
  void accepts_a_tunnel(String handler) throws Exception {
    accept(handler);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(connectTo(plane.port2()) + "early");
      assertThat(client.head()).startsWith("HTTP/1.1 2").doesNotContain("content-length");
      try (var upstream = origin.accept()) {
        assertThat(upstream.read(5)).isEqualTo("early");
        upstream.send("answer").endOutput();
        assertThat(client.rest()).isEqualTo("answer");
        client.send("late").endOutput();
        assertThat(upstream.rest()).isEqualTo("late");
      }
    }
  }

  @Test
  void reaches_a_peer_that_speaks_first() throws Exception {
    accept("req => (_target = req.head.path, new Message({ status: 200 }))");
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send(connectTo(plane.port2()));
      try (var upstream = origin.accept()) {
        upstream.send("220 ready");
        assertThat(client.read(ESTABLISHED.length() + 9)).isEqualTo(ESTABLISHED + "220 ready");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "req => new Message({ status: 403 }, 'no')           | HTTP/1.1 403 Forbidden",
        "req => 'nonsense'                                   | HTTP/1.1 500 Internal Server Error",
        "req => { throw new Error('on purpose') }            | HTTP/1.1 500 Internal Server Error",
        "async req => { await null; throw new Error('late') } | HTTP/1.1 500 Internal Server Error",
      })
  void refuses_a_tunnel_and_goes_on(String handler, String status) throws Exception {
    accept(handler);
    try (var client = new RawClient(plane.port())) {
      client.send(connectTo(plane.port2()));
      assertThat(client.response()).startsWith(status + "\r\n");
      client.send(connectTo(plane.port2()));
      assertThat(client.response()).startsWith(status + "\r\n");
    }
  }

  @Test
  void opens_no_tunnel_for_an_ordinary_request() throws Exception {
    accept("req => new Message({ status: 200 }, req.body)");
    try (var client = new RawClient(plane.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.body()).isEqualTo("hello");
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nagain");
      assertThat(client.body()).isEqualTo("again");
    }
  }

  @Test
  void accepts_a_switch_of_protocols() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP()
          .to($=>$
            .acceptHTTPTunnel(
              () => new Message({ status: 101, headers: { upgrade: 'echo' } })
            )
            .to($=>$.replaceData(data => new Data(data.toString().toUpperCase())))
          )
        """);
    try (var client = new RawClient(plane.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nhi");
      assertThat(client.head())
          .isEqualTo(
              "HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n");
      assertThat(client.read(2)).isEqualTo("HI");
    }
  }

  private void connect(String filter) throws Exception {
    plane.activate(
        """
        var states = []
        pipy()
          .listen('127.0.0.1:$PORT')
          FILTER
          .pipeline('proxy')
          .muxHTTP('connection', '')
          .pipeline('connection')
          .connect('127.0.0.1:$PORT2')
          .listen('127.0.0.1:$PORT3')
          .serveHTTP(() => new Message(states.join()))
        """
            .replace("FILTER", filter));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".connectHTTPTunnel('proxy', 'example.com:443')",
        ".connectHTTPTunnel('proxy', () => 'example.com:443')",
        ".connectHTTPTunnel(() => 'example.com:443').to('proxy')",
        ".connectHTTPTunnel(new Message({ method: 'CONNECT', path: 'example.com:443', "
            + "headers: { host: 'example.com:443' } })).to('proxy')",
      })
  void asks_for_a_tunnel_and_holds_input_until_it_stands(String filter) throws Exception {
    connect(filter);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("early");
      try (var upstream = origin.accept()) {
        assertThat(upstream.head())
            .startsWith("CONNECT example.com:443 HTTP/1.1\r\n")
            .containsIgnoringCase("host: example.com:443\r\n");
        upstream.socket().setSoTimeout(100);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> upstream.read(1))
            .isInstanceOf(java.net.SocketTimeoutException.class);
        upstream.socket().setSoTimeout(10_000);
        upstream.send("HTTP/1.1 100 Continue\r\n\r\n" + ESTABLISHED + "banner");
        assertThat(client.read(6)).isEqualTo("banner");
        assertThat(upstream.read(5)).isEqualTo("early");
        client.send("late").endOutput();
        assertThat(upstream.rest()).isEqualTo("late");
        upstream.send("bye");
      }
      assertThat(client.rest()).isEqualTo("bye");
    }
  }

  @Test
  void says_how_the_tunnel_is() throws Exception {
    connect(".connectHTTPTunnel('proxy', 'h:1', { onState: s => states.push(s) })");
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("x");
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
      }
      client.awaitEnd();
    }
    try (var client = new RawClient(plane.port3())) {
      assertThat(client.get("/").body()).isEqualTo("connecting,connected,closed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
        "nonsense\r\n\r\n",
      })
  void ends_the_stream_when_the_proxy_refuses(String answer) throws Exception {
    connect(".connectHTTPTunnel('proxy', 'example.com:443')");
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.send("early");
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(answer);
        assertThat(client.isReset()).isTrue();
      }
    }
  }

  @Test
  void ends_the_stream_when_the_target_is_none() throws Exception {
    connect(".connectHTTPTunnel('proxy', () => 'nonsense')");

    assertThat(RawClient.isReset(plane.port(), "x")).isTrue();
  }

  @Test
  void pauses_the_client_while_the_tunnel_is_asked_for() throws Exception {
    connect(".connectHTTPTunnel('proxy', 'example.com:443')");
    int size = 4 << 20;
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      var sending =
          java.util.concurrent.CompletableFuture.runAsync(() -> {
            try {
              client.send("x".repeat(size)).endOutput();
            } catch (java.io.IOException failure) {
              throw new java.io.UncheckedIOException(failure);
            }
          });
      try (var upstream = origin.accept()) {
        upstream.head();
        upstream.send(ESTABLISHED);
        assertThat(upstream.rest()).hasSize(size);
      }
      sending.get(10, java.util.concurrent.TimeUnit.SECONDS);
    }
  }
}
