package dev.pipy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.Await;
import dev.pipy.testing.RawClient;
import dev.pipy.testing.RunningDataPlane;
import dev.pipy.testing.TestAuthority;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A logger whose records go to an HTTPS server that wants to know who sends them.
class HttpsLoggingTest {

  private static final TestAuthority AUTHORITY = new TestAuthority();

  private static final String SCRIPT =
      """
      ((
        certificate = name => ({
          cert: new crypto.CertificateChain(pipy.load(`/${name}.crt`)),
          key: new crypto.PrivateKey(pipy.load(`/${name}.key`)),
        }),
        trusted = [new crypto.Certificate(pipy.load('/ca.crt'))],
        received = new algo.SharedMap('received'),
        logger = new logging.TextLogger('x').toHTTP('https://localhost:$PORT2/in', {
          batch: { size: 1 }, tls: { trusted, certificate: certificate('client') },
        }),
      ) =>
        pipy({ _peer: '' })
          .listen('127.0.0.1:$PORT')
          .serveHTTP(msg => (
            msg.head.path === '/log' ? logger.log('a record') : null,
            new Message(received.get('last') ?? 'nothing')
          ))

          .listen('127.0.0.1:$PORT2')
          .acceptTLS('clear', { certificate: certificate('server'), trusted,
            onState: ({ peer }) => { _peer = peer?.subject.commonName } })
          .pipeline('clear').demuxHTTP('request')
          .pipeline('request').replaceMessage(({ head, body }) => (
            received.set('last', `${_peer} ${head.method} ${head.path} ${body.toString()}`),
            new Message({ status: 204 })
          ))
      )()
      """;

  @Test
  void trusts_whom_the_script_trusts_and_shows_who_it_is() throws Exception {
    var server = AUTHORITY.server("localhost");
    var client = AUTHORITY.client("logger");
    try (var plane = new RunningDataPlane(1)) {
      plane.activate(
          Map.of(
              "main.js", SCRIPT,
              "server.crt", server.getCertificatePathPEM(),
              "server.key", server.getPrivateKeyPEM(),
              "client.crt", client.getCertificatePathPEM(),
              "client.key", client.getPrivateKeyPEM(),
              "ca.crt", AUTHORITY.pem()));
      try (var asking = new RawClient(plane.port())) {
        assertThat(asking.get("/log").body()).isEqualTo("nothing");
        Await.until(
            "the record has come",
            () -> {
              try {
                return asking.get("/").body().equals("logger POST /in a record");
              } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
              }
            });
      }
    }
  }
}
