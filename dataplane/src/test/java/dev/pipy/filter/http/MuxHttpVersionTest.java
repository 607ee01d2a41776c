package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.RawClient;
import dev.pipy.testing.RawOrigin;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `muxHTTP` whose version TLS settles, against `acceptTLS` of ours.
class MuxHttpVersionTest {

  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final X509Bundle SERVER = AUTHORITY.server("localhost");

  private static final String LOAD =
      """
      ((
        certificate = {
          cert: new crypto.CertificateChain(pipy.load('/server.crt')),
          key: new crypto.PrivateKey(pipy.load('/server.key')),
        },
        trusted = [new crypto.Certificate(pipy.load('/ca.crt'))],
      ) =>
      """;

  /// Tells what it was asked in, on which connection.
  private static final String ORIGIN =
      """
      pipy({ _alpn: '', _connection: 0 })
        .listen('127.0.0.1:$PORT2')
        .acceptTLS('clear', { certificate, alpn: ALPN, handshake: ({ alpn }) => { _alpn = alpn } })
        .pipeline('clear').demuxHTTP('request')
        .pipeline('request').replaceMessage(({ head, body }) => new Message(
          `${head.protocol ?? 'HTTP/2'} ${_alpn ?? 'nothing'} ${__inbound.id} ${body.size}`))
      """;

  private static final String PROXY =
      """
      pipy({ _settle: null })
        .listen('127.0.0.1:$PORT')
        .demuxHTTP('request')
        .pipeline('request').muxHTTP('session', KEY, { version: VERSION })
        .pipeline('session').connectTLS('tcp',
          { trusted, sni: 'localhost', alpn: ['h2', 'http/1.1'],
            handshake: ({ alpn }) => _settle?.(alpn) })
        .pipeline('tcp').connect('127.0.0.1:$PORT2')
      """;

  private final RunningDataPlane plane = new RunningDataPlane(1);

  @AfterEach
  void stop() {
    plane.close();
  }

  private void activate(String program, String script) throws Exception {
    var files = new TreeMap<String, String>();
    files.put("main.js", LOAD + script + ")()");
    files.put("server.crt", SERVER.getCertificatePathPEM());
    files.put("server.key", SERVER.getPrivateKeyPEM());
    files.put("ca.crt", AUTHORITY.pem());
    plane.activate(program, Map.copyOf(files));
  }

  private void start(String alpn, String version) throws Exception {
    activate("origin", ORIGIN.replace("ALPN", alpn));
    activate("main", PROXY.replace("VERSION", version).replace("KEY", "''"));
  }

  private static String get(RawClient client) throws IOException {
    return client.get("/").body();
  }

  @ParameterizedTest
  @CsvSource({
    "['h2'; 'http/1.1'], HTTP/2 h2",
    "['http/1.1'; 'h2'], HTTP/1.1 http/1.1",
    "['http/1.1'], HTTP/1.1 http/1.1",
    "[], HTTP/1.1 nothing",
  })
  void speaks_what_alpn_settles(String alpn, String expected) throws Exception {
    var option = alpn.equals("[]") ? "undefined" : alpn.replace(';', ',');
    start(option, "'auto'");
    try (var client = new RawClient(plane.port())) {
      assertThat(get(client)).startsWith(expected + " ").endsWith(" 0");
      // and over the same connection again
      assertThat(get(client)).isEqualTo(get(client));
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.body()).startsWith(expected + " ").endsWith(" 5");
    }
  }

  @Test
  void holds_a_body_until_the_version_is_known() throws Exception {
    start("['h2']", "'auto'");
    try (var client = new RawClient(plane.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.body()).startsWith("HTTP/2 h2 ").endsWith(" 5");
    }
  }

  @Test
  void sends_requests_that_come_together_over_one_connection() throws Exception {
    start("['h2']", "'auto'");
    try (var client = new RawClient(plane.port())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3));
      var first = client.body();
      assertThat(client.body()).isEqualTo(first);
      assertThat(client.body()).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "() => 'auto'",
        "() => new Promise(resolve => { _settle = alpn => resolve(alpn === 'h2' ? 2 : 1) })",
      })
  void speaks_what_a_function_hears_of_alpn(String version) throws Exception {
    start("['h2']", version);
    try (var client = new RawClient(plane.port())) {
      assertThat(get(client)).startsWith("HTTP/2 h2 ");
      assertThat(get(client)).startsWith("HTTP/2 h2 ");
    }
    activate("origin", ORIGIN.replace("ALPN", "['http/1.1']"));
    activate("main", PROXY.replace("VERSION", version).replace("KEY", "'other'"));
    try (var client = new RawClient(plane.port())) {
      assertThat(get(client)).startsWith("HTTP/1.1 http/1.1 ");
      assertThat(get(client)).startsWith("HTTP/1.1 http/1.1 ");
    }
  }

  @Test
  void takes_a_promise_where_tls_settles_nothing() throws Exception {
    start("undefined", "() => new Promise(resolve => { _settle = alpn => resolve(alpn ? 1 : 2) })");
    try (var client = new RawClient(plane.port())) {
      assertThat(get(client)).startsWith("HTTP/2 nothing ");
    }
  }

  @Test
  void answers_500_if_the_promise_fails() throws Exception {
    start("['h2']", "async () => { await null; throw new Error('no') }");
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").head()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void asks_anew_when_the_server_has_changed() throws Exception {
    start("['h2']", "'auto'");
    try (var client = new RawClient(plane.port())) {
      assertThat(get(client)).startsWith("HTTP/2 h2 ");
      activate("origin", ORIGIN.replace("ALPN", "['http/1.1']"));
      plane.dataPlane().stop("origin", Duration.ofMillis(1));
      activate("origin", ORIGIN.replace("ALPN", "['http/1.1']"));
      assertThat(get(client)).startsWith("HTTP/1.1 http/1.1 ");
    }
  }

  @Test
  void answers_502_when_the_server_is_not_there() throws Exception {
    activate("main", PROXY.replace("VERSION", "'auto'").replace("KEY", "''"));
    try (var client = new RawClient(plane.port())) {
      assertThat(client.get("/").head()).startsWith("HTTP/1.1 502 Connection Refused");
      assertThat(client.get("/").head()).startsWith("HTTP/1.1 502 Connection Refused");
    }
  }

  @Test
  void speaks_http_1_without_tls() throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request').muxHTTP('session', '', { version: 'auto' })
          .pipeline('session').connect('127.0.0.1:$PORT2')
        """);
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var server = origin.accept()) {
        assertThat(server.head()).startsWith("GET / HTTP/1.1");
        server.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 204 ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void tells_the_session_pipeline_its_key(String version) throws Exception {
    plane.activate(
        """
        pipy()
          .listen('127.0.0.1:$PORT')
          .demuxHTTP('request')
          .pipeline('request').muxHTTP('session', () => KEY, { version: VERSION })
          .pipeline('session').onStart(key => new Data(`key ${key} `)).connect('127.0.0.1:$PORT2')
        """
            .replace("KEY", version.equals("1") ? "undefined" : "'k'")
            .replace("VERSION", version));
    try (var origin = new RawOrigin(plane.port2());
        var client = new RawClient(plane.port())) {
      client.get("/");
      try (var server = origin.accept()) {
        assertThat(server.until(version.equals("1") ? "GET" : "PRI"))
            .startsWith(version.equals("1") ? "key undefined GET" : "key k PRI");
      }
    }
  }
}
