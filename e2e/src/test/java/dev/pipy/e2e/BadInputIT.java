package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers that break the rules: each gets a clear answer, and a bystander's connection does not
/// notice.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private static final String HOST = "Host: localhost\r\n";

  @TempDir static Path folder;
  private final int port = Ports.free();
  private final HttpOrigin good = HttpOrigin.answering(request -> "good:" + request.body());
  private ProxyUnderTest proxy;
  private RawClient bystander;

  /// Upstreams that fail, each in its way.
  private final RawServer resets =
      RawServer.start(peer -> {
        peer.readHead();
        peer.reset();
      });

  private final RawServer hangsUp = RawServer.start(RawServer.Peer::readHead);
  private final RawServer babbles =
      RawServer.start(peer -> {
        peer.readHead();
        peer.send("What is this?\r\n\r\n");
      });
  private final RawServer breaksOff =
      RawServer.start(peer -> {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc");
      });

  @BeforeAll
  void start() {
    String script =
        """
        ((router) => (
          router = new algo.URLRouter({
            '/*': '127.0.0.1:%d',
            '/resets': '127.0.0.1:%d',
            '/hangs-up': '127.0.0.1:%d',
            '/babbles': '127.0.0.1:%d',
            '/breaks-off': '127.0.0.1:%d',
          }),
          pipy({ _target: '' })
          .listen(%d)
            .demuxHTTP('request')
          .pipeline('request')
            .handleMessageStart(({ head }) => _target = router.find(head.headers.host, head.path))
            .muxHTTP('connection', () => _target)
          .pipeline('connection')
            .connect(() => _target)
        ))()
        """
            .formatted(
                good.port(), resets.port(), hangsUp.port(), babbles.port(), breaksOff.port(), port);
    CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("code"), script);
    proxy = ProxyUnderTest.in(folder).arguments(codebase.path()).start(port);
  }

  @AfterAll
  void stop() throws IOException {
    assertThat(proxy.stop()).isZero();
    proxy.close();
    for (RawServer server : List.of(resets, hangsUp, babbles, breaksOff)) {
      server.close();
    }
    good.close();
  }

  @BeforeEach
  void open_another_connection() throws IOException {
    bystander = RawClient.connect(port);
    assertThat(bystander.post("/", "1").body()).isEqualTo("good:1");
  }

  @AfterEach
  void leaves_other_connections_alone() throws IOException {
    assertThat(bystander.post("/", "2").body()).isEqualTo("good:2");
    bystander.close();
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of("no HTTP at all", "What is this?\r\n\r\n", 400),
        Arguments.of("no version", "GET /\r\n\r\n", 400),
        Arguments.of("blank in the version", "GET / HTTP/1.1 x\r\n" + HOST + "\r\n", 400),
        Arguments.of("no colon", "GET / HTTP/1.1\r\n" + HOST + "nonsense\r\n\r\n", 400),
        Arguments.of("space before colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        Arguments.of("no host", "GET / HTTP/1.1\r\n\r\n", 400),
        Arguments.of(
            "two lengths",
            "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            400),
        Arguments.of(
            "negative length", "POST / HTTP/1.1\r\n" + HOST + "Content-Length: -3\r\n\r\n", 400),
        Arguments.of(
            "length and chunks",
            "POST / HTTP/1.1\r\n"
                + HOST
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        Arguments.of(
            "bad chunk size",
            "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
            400),
        Arguments.of(
            "long target", "GET /" + "x".repeat(300_000) + " HTTP/1.1\r\n" + HOST + "\r\n", 414),
        Arguments.of(
            "long header",
            "GET / HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(300_000) + "\r\n\r\n",
            431),
        Arguments.of(
            "many headers", "GET / HTTP/1.1\r\n" + HOST + "X: x\r\n".repeat(20_000) + "\r\n", 431));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void answers_a_bad_request_and_closes(String what, String request, int status)
      throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      sendAll(client, request);

      HttpAnswer answer = client.read();

      assertThat(answer.status()).as(what).isEqualTo(status);
      assertThat(answer.closes()).as(what).isTrue();
    }
  }

  /// The proxy may have answered and closed before everything was sent.
  private static void sendAll(RawClient client, String request) {
    try {
      client.send(request);
    } catch (IOException expected) {
      // what matters is the answer
    }
  }

  @Test
  void survives_clients_that_vanish_in_a_request() throws IOException {
    for (int i = 0; i < 20; i++) {
      RawClient client = RawClient.connect(port);
      client.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\nhalf a bo");
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }

    assertThat(RawClient.get(port, "/").status()).isEqualTo(200);
  }

  @Test
  void survives_clients_that_vanish_before_the_answer() throws IOException {
    for (int i = 0; i < 20; i++) {
      RawClient client = RawClient.connect(port);
      client.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      client.reset();
    }

    assertThat(RawClient.get(port, "/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/resets", "/hangs-up", "/babbles"})
  void answers_502_for_an_upstream_without_an_answer(String path) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.get(path).status()).isEqualTo(502);
      assertThat(client.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void never_passes_a_broken_off_body_as_a_whole_one() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.send("GET /breaks-off HTTP/1.1\r\n" + HOST + "\r\n");

      assertThatThrownBy(
              () -> {
                HttpAnswer answer = client.read();
                if (answer.status() == 502) {
                  throw new IOException("502, which is just as well");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void reads_a_request_that_comes_byte_by_byte() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      String request = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc";
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }

      assertThat(client.read().body()).isEqualTo("good:abc");
    }
  }
}
