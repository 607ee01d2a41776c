package dev.pipy.filter.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both filters in a running data plane, with clients of the JDK.
final class TlsOnSocketsTest {

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

  private RunningDataPlane plane;
  private SSLContext client;

  @BeforeEach
  void start() throws Exception {
    plane = new RunningDataPlane(2);
    client = clientContext(null);
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private static SSLContext clientContext(@Nullable X509Bundle identity) throws Exception {
    var context = SSLContext.getInstance("TLS");
    var keys =
        identity == null ? new KeyManager[0] : identity.toKeyManagerFactory().getKeyManagers();
    context.init(keys, AUTHORITY.server("unused").toTrustManagerFactory().getTrustManagers(), null);
    return context;
  }

  private void activate(String script) throws CodebaseException {
    var files = new TreeMap<String, String>();
    files.put("main.js", LOAD + script + ")()");
    files.put("server.crt", SERVER.getCertificatePathPEM());
    files.put("server.key", SERVER.getPrivateKeyPEM());
    files.put("ca.crt", AUTHORITY.pem());
    plane.activate(Map.copyOf(files));
  }

  private SSLSocket connect(SSLContext context, int port, String... protocols) throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(List.of(new SNIHostName("localhost")));
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static final String SERVE =
      """
      pipy({ _alpn: '' })
        .listen($PORT)
        .acceptTLS('clear', { certificate, alpn: ['h2', 'http/1.1'],
          handshake: ({ alpn }) => { _alpn = alpn } })
        .pipeline('clear').demuxHTTP('request')
        .pipeline('request').replaceMessage(() => new Message(`hello ${_alpn}`))
      """;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void serves_http_over_tls(String version) throws Exception {
    activate(SERVE);
    try (var socket = connect(client, plane.port(), "http/1.1")) {
      socket.setEnabledProtocols(new String[] {version});
      assertThat(ask(socket)).startsWith("HTTP/1.1 200 ").endsWith("hello http/1.1");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumes_sessions_on_every_worker(String version) throws Exception {
    activate(SERVE);
    long created = 0;
    for (int i = 0; i < 8; i++) {
      try (var socket = connect(client, plane.port(), "http/1.1")) {
        socket.setEnabledProtocols(new String[] {version});
        assertThat(ask(socket)).contains("hello");
        var session = socket.getSession();
        if (i == 0) {
          created = session.getCreationTime();
        } else {
          assertThat(session.getCreationTime()).isEqualTo(created);
        }
      }
    }
  }

  @Test
  void answers_who_has_ended_its_own_side() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').muxHTTP('session', '')
          .pipeline('session').connectTLS('tcp', { trusted, sni: 'localhost' })
          .pipeline('tcp').connect('127.0.0.1:$PORT2')

          .listen($PORT2)
          .acceptTLS('origin', { certificate })
          .pipeline('origin').demuxHTTP('answer')
          .pipeline('answer').replaceMessage(() => new Message('x'.repeat(300000)))
        """);
    try (var socket = connect(client, plane.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      socket.shutdownOutput(); // close_notify, and then FIN
      var answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 200 ").hasSizeGreaterThan(300_000);
    }
  }

  @Test
  void carries_http_through_tls_on_both_sides() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').muxHTTP('session', '')
          .pipeline('session').connectTLS('tcp', { trusted, sni: 'localhost' })
          .pipeline('tcp').connect('127.0.0.1:$PORT2')

          .listen($PORT2)
          .acceptTLS('origin', { certificate })
          .pipeline('origin').demuxHTTP('answer')
          .pipeline('answer').replaceMessage(() => new Message('x'.repeat(3000000)))
        """);
    for (int i = 0; i < 3; i++) {
      try (var socket = connect(client, plane.port())) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200 ").hasSizeGreaterThan(3_000_000);
      }
    }
  }

  @Test
  void carries_a_long_upload_to_a_slow_server_and_back() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate })
          .pipeline('clear').connectTLS('tcp', { trusted, sni: 'localhost' })
          .pipeline('tcp').connect('127.0.0.1:$PORT2')

          .listen($PORT2)
          .acceptTLS('echo', { certificate })
          .pipeline('echo').handleData(() => {})
        """);
    var sent = new byte[8 << 20];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) ((i * 31) >> 3);
    }
    try (var socket = connect(client, plane.port())) {
      socket.startHandshake();
      var writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(sent);
                } catch (IOException failure) {
                  // the comparison below tells
                }
              });
      var received = socket.getInputStream().readNBytes(sent.length);
      writer.join();
      assertThat(Arrays.mismatch(received, sent)).isEqualTo(-1);
    }
  }

  @Test
  void demands_a_certificate_of_the_client() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate, trusted })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').replaceMessage(new Message('in'))
        """);
    try (var socket = connect(clientContext(AUTHORITY.client("me")), plane.port())) {
      assertThat(ask(socket)).endsWith("in");
    }
    var stranger = new TestAuthority().client("me");
    for (var context : List.of(client, clientContext(stranger))) {
      try (var socket = connect(context, plane.port())) {
        assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void chooses_the_certificate_by_name_and_refuses_without_one() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate: async name => name === 'localhost' ? certificate : null })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').replaceMessage(new Message('in'))
        """);
    try (var socket = connect(client, plane.port())) {
      assertThat(ask(socket)).endsWith("in");
    }
    // not the same context: it would resume the session of the first name
    try (var socket = connect(clientContext(null), plane.port())) {
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("other.test")));
      socket.setSSLParameters(parameters);
      assertThatThrownBy(() -> ask(socket))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unrecognized_name");
    }
  }

  @Test
  void shows_scripts_the_certificate_of_the_client() throws Exception {
    activate(
        """
        pipy({ _state: [] })
          .listen($PORT)
          .acceptTLS('clear', {
            certificate,
            trusted,
            verify: (ok, cert) => ok && cert.issuer.commonName === 'Test Authority',
            onState: s => { _state = [..._state, s.state, s.peer?.subject.commonName] },
          })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').replaceMessage(() => new Message(JSON.stringify([
            _state,
            certificate.cert.toString(),
            trusted[0].notAfter > Date.now() && trusted[0].notBefore < Date.now(),
          ])))
        """);
    try (var socket = connect(clientContext(AUTHORITY.client("me")), plane.port())) {
      assertThat(ask(socket))
          .endsWith(
              """
              [["handshake",null,"connected","me"],"certificate of CN=localhost",true]\
              """);
    }
  }

  @Test
  void answers_502_when_the_server_is_not_there_and_401_when_it_is_another() throws Exception {
    activate(
        """
        pipy()
          .listen($PORT)
          .acceptTLS('clear', { certificate })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').muxHTTP('session', '')
          .pipeline('session').connectTLS('tcp', { trusted, sni: 'other.test' })
          .pipeline('tcp').connect('127.0.0.1:$PORT2')

          .listen($PORT3)
          .acceptTLS('clear3', { certificate })
          .pipeline('clear3').demuxHTTP('request3')
          .pipeline('request3').muxHTTP('session3', '')
          .pipeline('session3').connectTLS('tcp3', { trusted, sni: 'other.test' })
          .pipeline('tcp3').connect('127.0.0.1:$PORT')
        """);
    try (var socket = connect(client, plane.port())) {
      assertThat(ask(socket)).startsWith("HTTP/1.1 502 ");
    }
    try (var socket = connect(client, plane.port3())) {
      assertThat(ask(socket)).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void says_what_is_wrong_with_keys_and_certificates() {
    assertThatThrownBy(() -> activate("(new crypto.PrivateKey('x'), pipy())"))
        .isInstanceOf(CodebaseException.class)
        .hasMessageContaining("no private key found (expected: PEM, or PKCS#8 as DER)");
    assertThatThrownBy(() -> activate("(new crypto.Certificate('x'), pipy())"))
        .hasMessageContaining("no certificate found");
    assertThatThrownBy(() ->
            activate(
                "pipy().listen($PORT).acceptTLS('c', { certificate: { cert: trusted[0], key:"
                    + " certificate.key } }).pipeline('c').dummy()"))
        .hasMessageContaining("key does not belong to certificate of CN=Test Authority");
    assertThatThrownBy(() -> activate("pipy().listen($PORT).connectTLS('c').pipeline('c').dummy()"))
        .hasMessageContaining("options.sni: missing");
  }
}
