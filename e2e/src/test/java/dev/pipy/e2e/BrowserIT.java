package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser that loads a page over HTTPS with HTTP/2, which opens a WebSocket.
class BrowserIT {

  /// Chromium prints the page once it has loaded, which the image holds up until the page has seen
  /// the echo.
  private static final String PAGE =
      """
      <!doctype html>
      <p id="protocol"></p><p id="echo"></p>
      <script>
        const [page] = performance.getEntriesByType('navigation')
        document.getElementById('protocol').textContent = page.nextHopProtocol
        const socket = new WebSocket('wss://' + location.host + '/socket')
        socket.onopen = () => socket.send('héllo')
        socket.onmessage = ({ data }) => {
          document.getElementById('echo').textContent = 'echo: ' + data
          socket.send('seen')
        }
      </script>
      <img src="/late">
      """;

  private static final String SCRIPT =
      """
      ((seen, tell, accept) => (
        seen = new Promise(resolve => { tell = resolve }),
        accept = (key, hash) => (
          hash = new crypto.Hash('sha1'),
          hash.update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'),
          hash.digest('base64')
        ),

        pipy({ _isSocket: false })
          .listen('127.0.0.1:$PORT')
          .acceptTLS('https', {
            certificate: {
              cert: new crypto.CertificateChain(pipy.load('localhost.crt')),
              key: new crypto.PrivateKey(pipy.load('localhost.key')),
            },
            alpn: ['h2', 'http/1.1'],
          })

          .pipeline('https')
          .demuxHTTP('forward')

          .pipeline('forward')
          .muxHTTP('origin', '')

          .pipeline('origin')
          .connect('127.0.0.1:$ORIGIN')

          .listen('127.0.0.1:$ORIGIN')
          .demuxHTTP('request')

          .pipeline('request')
          .handleMessageStart(({ head }) => { _isSocket = head.path === '/socket' })
          .link('upgrade', () => _isSocket, 'page')

          .pipeline('page')
          .replaceMessage(async ({ head }) => (
            head.path === '/late' && await seen,
            head.path === '/'
              ? new Message({ headers: { 'content-type': 'text/html; charset=utf-8' } }, pipy.load('page.html'))
              : new Message({ status: 404 }, '')
          ))

          .pipeline('upgrade')
          .acceptHTTPTunnel('socket', ({ head }) => new Message({
            status: 101,
            headers: {
              connection: 'upgrade',
              upgrade: 'websocket',
              'sec-websocket-accept': accept(head.headers['sec-websocket-key']),
            },
          }))

          .pipeline('socket')
          .decodeWebSocket()
          .replaceMessage(({ head, body }) => (
            body.toString() === 'seen' ? (tell(), null)
            : head.opcode === 8 ? [new Message({ opcode: 8 }, body), new StreamEnd]
            : new Message({ opcode: head.opcode }, body)
          ))
          .encodeWebSocket()
      ))()
      """;

  @TempDir Path folder;

  @Test
  void a_page_over_http_2_talks_over_a_websocket() throws Exception {
    Tools.assumePresent("chromium");
    Tools.assumePresent("openssl");
    var pki =
        new Pki(Files.createDirectory(folder.resolve("pki")))
            .authority("ca")
            .issue("localhost", "ca");
    int port = Ports.free();
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"),
            SCRIPT.replace("$PORT", "" + port).replace("$ORIGIN", "" + Ports.free()));
    codebase.write("localhost.crt", pki.text("localhost.crt"));
    codebase.write("localhost.key", pki.text("localhost.key"));
    codebase.write("page.html", PAGE);
    try (var proxy =
        ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port)) {
      var result =
          Command.of(
                  List.of(
                      "chromium",
                      "--headless",
                      "--no-sandbox",
                      "--disable-gpu",
                      "--disable-quic",
                      "--no-first-run",
                      "--disable-background-networking",
                      "--disable-component-update",
                      "--disable-sync",
                      "--ignore-certificate-errors",
                      "--no-proxy-server",
                      "--user-data-dir=" + folder.resolve("browser"),
                      "--dump-dom",
                      "https://127.0.0.1:" + port + "/"))
              .with(Map.of("HOME", folder.toString()))
              .within(Duration.ofSeconds(60))
              .run();

      assertThat(result.out())
          .as(result.err() + proxy.output())
          .contains("<p id=\"protocol\">h2</p>", "<p id=\"echo\">echo: héllo</p>");
    }
  }
}
