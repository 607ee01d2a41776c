package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS with peers that are not ours: openssl and curl as clients, `openssl s_server` as upstream.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

  private static final Map<String, String> NO_PROXY = Map.of("no_proxy", "localhost,127.0.0.1");

  private static final String SCRIPT =
      """
      ((
        identity = name => ({
          cert: new crypto.CertificateChain(pipy.load(`/${name}.crt`)),
          key: new crypto.PrivateKey(pipy.load(`/${name}.key`)),
        }),
        identities = { 'localhost': identity('localhost'), 'a.test': identity('a.test') },
        trusted = [new crypto.Certificate(pipy.load('/ca.crt'))],
        stranger = [new crypto.Certificate(pipy.load('/stranger.crt'))],
        certificate = identities['localhost'],
      ) => pipy({ _alpn: '', _path: '' })

        .listen($SERVER)
          .acceptTLS('clear', {
            certificate: name => identities[name ?? 'localhost'],
            alpn: ['h2', 'http/1.1'],
            handshake: ({ alpn }) => { _alpn = alpn ?? 'none' },
          })
        .pipeline('clear').demuxHTTP('answer')
        .pipeline('answer').replaceMessage(() => new Message(`hello ${_alpn}\\n`))

        .listen($MUTUAL)
          .acceptTLS('mutual', { certificate, trusted })
        .pipeline('mutual').demuxHTTP('welcome')
        .pipeline('welcome').replaceMessage(new Message('welcome\\n'))

        .listen($PROXY)
          .acceptTLS('proxied', { certificate })
        .pipeline('proxied').demuxHTTP('request')
        .pipeline('request')
          .handleMessageStart(start => { _path = start.head.path })
          .link(
            'verified', () => _path === '/verified',
            'named', () => _path === '/named',
            'unknown', () => _path === '/unknown',
            'any')
        .pipeline('verified').muxHTTP('verifiedTLS', '')
        .pipeline('verifiedTLS').connectTLS('tcp', { sni: 'localhost', trusted })
        .pipeline('named').muxHTTP('namedTLS', '')
        .pipeline('namedTLS').connectTLS('tcp', { sni: 'other.test', trusted })
        .pipeline('unknown').muxHTTP('unknownTLS', '')
        .pipeline('unknownTLS').connectTLS('tcp', { sni: 'localhost', trusted: stranger })
        .pipeline('any').muxHTTP('anyTLS', '')
        .pipeline('anyTLS').connectTLS('tcp', { sni: 'other.test', verify: false })
        .pipeline('tcp').connect('127.0.0.1:$UPSTREAM')
      )()
      """;

  @TempDir static Path folder;
  private final int server = Ports.free();
  private final int mutual = Ports.free();
  private final int proxyPort = Ports.free();
  private final int upstreamPort = Ports.free();
  private Pki pki;
  private Process upstream;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() throws IOException {
    Tools.assumePresent("openssl");
    Tools.assumePresent("curl");
    Path made = Files.createDirectory(folder.resolve("pki"));
    pki =
        new Pki(made)
            .authority("ca")
            .authority("stranger")
            .issue("localhost", "ca")
            .issue("a.test", "ca")
            .issue("client", "ca")
            .issue("intruder", "stranger");
    upstream =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + upstreamPort,
                "-cert",
                pki.file("localhost.crt").toString(),
                "-key",
                pki.file("localhost.key").toString(),
                "-www",
                "-quiet")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("upstream.log").toFile())
            .start();
    Await.until(
        "openssl listens",
        Duration.ofSeconds(20),
        () -> Ports.isOpen(upstreamPort),
        isOpen -> isOpen);
    CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("codebase"), script());
    for (String file :
        List.of(
            "localhost.crt",
            "localhost.key",
            "a.test.crt",
            "a.test.key",
            "ca.crt",
            "stranger.crt")) {
      codebase.write(file, pki.text(file));
    }
    proxy =
        ProxyUnderTest.in(folder)
            .arguments(codebase.path().resolve("main.js"))
            .start(server, mutual, proxyPort);
  }

  private String script() {
    return SCRIPT
        .replace("$SERVER", "" + server)
        .replace("$MUTUAL", "" + mutual)
        .replace("$PROXY", "" + proxyPort)
        .replace("$UPSTREAM", "" + upstreamPort);
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (upstream != null) {
      upstream.destroy();
    }
  }

  private Command.Result client(int port, String... options) {
    List<String> words =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-CAfile"));
    words.add(pki.file("ca.crt").toString());
    words.addAll(List.of("-verify_return_error", "-ign_eof"));
    words.addAll(List.of(options));
    return Command.of(words)
        .reading("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .within(Duration.ofSeconds(30))
        .run();
  }

  private Command.Result curl(int port, String path, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("curl", "-sS", "--max-time", "30", "-w", "%{http_code}", "--cacert"));
    words.add(pki.file("ca.crt").toString());
    words.addAll(List.of(options));
    words.add("https://localhost:" + port + path);
    return Command.of(words).with(NO_PROXY).run();
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
  void speaks_either_version(String option, String version) {
    Command.Result result = client(server, option, "-servername", "localhost");

    assertThat(result.out())
        .contains("Verify return code: 0 (ok)", "New, " + version, "HTTP/1.1 200 OK", "hello none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void refuses_old_versions(String option) {
    Command.Result result =
        client(server, option, "-cipher", "ALL:@SECLEVEL=0", "-servername", "localhost");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.all()).doesNotContain("hello");
  }

  @Test
  void shows_the_certificate_of_the_name_that_is_asked_for() {
    assertThat(client(server, "-servername", "a.test").out()).contains("subject=CN = a.test");
    assertThat(client(server, "-noservername").out()).contains("subject=CN = localhost");
    assertThat(client(server, "-servername", "b.test").all()).contains("unrecognized name");
  }

  @Test
  void settles_a_protocol() {
    Command.Result known = client(server, "-servername", "localhost", "-alpn", "http/1.1");
    assertThat(known.out()).contains("ALPN protocol: http/1.1", "hello http/1.1");
    assertThat(client(server, "-servername", "localhost", "-alpn", "smtp").all())
        .contains("no application protocol");
    assertThat(curl(server, "/", "--http1.1").out()).isEqualTo("hello http/1.1\n200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void resumes_sessions(String version) {
    String session = pki.file("session" + version).toString();
    client(server, version, "-servername", "localhost", "-sess_out", session);
    for (int i = 0; i < 4; i++) {
      assertThat(client(server, version, "-servername", "localhost", "-sess_in", session).out())
          .contains("Reused, ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void demands_a_certificate_of_the_client(String version) {
    assertThat(client(mutual, version, "-cert", certificate("client"), "-key", key("client")).out())
        .contains("welcome");
    assertThat(client(mutual, version).all()).doesNotContain("welcome").contains("alert");
    assertThat(
            client(mutual, version, "-cert", certificate("intruder"), "-key", key("intruder"))
                .all())
        .doesNotContain("welcome")
        .contains("alert");
  }

  private String certificate(String name) {
    return pki.file(name + ".crt").toString();
  }

  private String key(String name) {
    return pki.file(name + ".key").toString();
  }

  @Test
  void reaches_a_server_that_proves_who_it_is() {
    assertThat(curl(proxyPort, "/verified").out()).contains("s_server").endsWith("200");
  }

  @Test
  void refuses_a_server_that_does_not_prove_who_it_is() {
    assertThat(curl(proxyPort, "/named").out()).isEqualTo("401");
    proxy.awaitOutput(
        "TLS with a server failed.*other\\.test|other\\.test.*TLS with a server failed");
    assertThat(curl(proxyPort, "/unknown").out()).isEqualTo("401");
  }

  @Test
  void takes_any_server_if_told_so() {
    assertThat(curl(proxyPort, "/any").out()).contains("s_server").endsWith("200");
  }

  /// Sends its question, close_notify and FIN, and only then reads.
  private static final String HALF_CLOSER =
      """
      import socket, ssl, sys
      context = ssl.create_default_context(cafile=sys.argv[2])
      context.minimum_version = ssl.TLSVersion.TLSv1_3
      incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
      tls = context.wrap_bio(incoming, outgoing, server_hostname='localhost')
      peer = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20)

      def flush():
          if outgoing.pending:
              peer.sendall(outgoing.read())

      def until_done(step):
          while True:
              try:
                  result = step()
                  flush()
                  return result
              except ssl.SSLWantReadError:
                  flush()
                  received = peer.recv(65536)
                  incoming.write(received) if received else incoming.write_eof()

      until_done(tls.do_handshake)
      until_done(lambda: tls.write(b'GET /any HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'))
      try:
          tls.unwrap()
      except ssl.SSLWantReadError:
          pass
      flush()
      peer.shutdown(socket.SHUT_WR)
      while True:
          try:
              part = until_done(lambda: tls.read(65536))
          except ssl.SSLZeroReturnError:
              print('[close_notify]')
              break
          if not part:
              print('[close_notify]')
              break
          print(part.decode('latin-1'))
      """;

  @Test
  void answers_who_has_ended_its_own_side() {
    Tools.assumePresent("python3");
    Command.Result result =
        Command.of(
                List.of(
                    "python3", "-c", HALF_CLOSER, "" + proxyPort, pki.file("ca.crt").toString()))
            .within(Duration.ofSeconds(30))
            .run();

    assertThat(result.all()).contains("HTTP/1.1 200 ", "s_server", "[close_notify]");
  }
}
