package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The WebSocket client of Node, and the server that the reference shows as an example.
class WebSocketIT {

  private static final String CLIENT =
      """
      const socket = new WebSocket('ws://127.0.0.1:PORT/')
      const long = 'x'.repeat(100000)
      socket.onopen = () => { socket.send('héllo'); socket.send(long) }
      socket.onmessage = ({ data }) => {
        console.log(data === long ? 'long' : data)
        if (data === long) socket.close()
      }
      socket.onclose = ({ wasClean }) => console.log('clean', wasClean)
      socket.onerror = event => console.log('error', event.message)
      """;

  @TempDir Path folder;

  @Test
  void answers_a_client_of_another_project() {
    Tools.assumePresent("node");
    int port = Ports.free();
    var reference = Repository.read("docs/filters.md");
    int start = reference.indexOf("```js\n", reference.indexOf("### decodeWebSocket"));
    var example =
        reference.substring(start + "```js\n".length(), reference.indexOf("\n```", start));
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"), example.replace(".listen(8000)", ".listen(" + port + ")"));
    try (var _ =
        ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port)) {
      var result =
          Command.of("node", "--experimental-websocket", "-e", CLIENT.replace("PORT", "" + port))
              .within(Duration.ofSeconds(20))
              .run();

      assertThat(result.out()).as(result.err()).isEqualTo("héllo\nlong\nclean true\n");
    }
  }
}
