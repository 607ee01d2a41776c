package dev.pipy.ctl.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One side speaks TLS, the other does not.
final class TlsMismatchTest {

  @TempDir Path folder;

  @Test
  void says_that_the_server_has_no_tls() throws IOException {
    try (FakeServer server = FakeServer.start()) {
      Tool tool = new Tool(folder).target(server);

      assertThat(tool.run("status", "--server-name", "edge1")).isEqualTo(8);
      assertThat(tool.err())
          .contains("the server at " + server.target() + " does not speak TLS")
          .contains("Leave out --cacert, --cert and --server-name");
    }
  }

  /// What the server says is in its own tests.
  @Test
  void says_that_the_server_has_tls() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> sendAway(server));
      Tool tool = new Tool(folder).set("PIPYCTL_TARGET", "127.0.0.1:" + server.getLocalPort());

      assertThat(tool.run("status")).as(tool.err()).isEqualTo(8);
      assertThat(tool.err())
          .contains("speaks TLS, and this connection does not")
          .contains("Say whom to trust: --cacert FILE");
    }
  }

  private static void sendAway(ServerSocket server) {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          byte[] line = "This is a port which speaks gRPC over TLS. Use: x".getBytes(US_ASCII);
          DataOutputStream out = new DataOutputStream(client.getOutputStream());
          client.getInputStream().read();
          out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // settings
          out.write(new byte[] {0, 0, (byte) (8 + line.length), 7, 0, 0, 0, 0, 0});
          out.writeInt(0);
          out.writeInt(12);
          out.write(line);
          out.flush();
          client.shutdownOutput();
          while (client.getInputStream().read() >= 0) {
            // until the client has gone, so that nothing is reset
          }
        }
      }
    } catch (IOException expected) {
      // the test is over
    }
  }
}
