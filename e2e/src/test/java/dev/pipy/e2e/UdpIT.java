package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A name server behind a proxy: both ends are Python's, not ours.
class UdpIT {

  private static final String NAME_SERVER =
      """
      import socket, struct, sys
      server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      server.bind(('127.0.0.1', int(sys.argv[1])))
      print('ready', flush=True)
      while True:
          query, peer = server.recvfrom(65535)
          # one A record, which ends with the size of the question
          answer = query[:2] + b'\\x81\\x80\\0\\1\\0\\1\\0\\0\\0\\0' + query[12:]
          answer += b'\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4\\x0a\\0' + struct.pack('!H', len(query))
          server.sendto(answer, peer)
      """;

  private static final String RESOLVER =
      """
      import socket, struct, sys
      clients = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(20)]
      for round in range(10):
          for i, client in enumerate(clients):
              client.settimeout(10)
              name = b'host%d-%d' % (i, round)
              query = struct.pack('!HHHHHH', 1000 * round + i, 0x100, 1, 0, 0, 0)
              query += bytes([len(name)]) + name + b'\\4test\\0\\0\\1\\0\\1'
              client.sendto(query, ('127.0.0.1', int(sys.argv[1])))
          for i, client in enumerate(clients):
              answer, peer = client.recvfrom(65535)
              id, flags, questions, answers, _, _ = struct.unpack('!HHHHHH', answer[:12])
              assert (id, flags, questions, answers) == (1000 * round + i, 0x8180, 1, 1), answer
              assert b'host%d-%d' % (i, round) in answer, answer
              assert peer[1] == int(sys.argv[1]), peer
      print('resolved')
      """;

  @TempDir static Path folder;

  @Test
  void carries_queries_to_a_name_server_and_answers_back() throws Exception {
    Tools.assumePresent("python3");
    int port = Ports.free();
    int serverPort = Ports.free();
    Files.writeString(folder.resolve("server.py"), NAME_SERVER);
    Files.writeString(folder.resolve("resolver.py"), RESOLVER);
    CodebaseFolder.ofScript(
        folder,
        """
        pipy()
          .listen('127.0.0.1:%d', { protocol: 'udp', idleTimeout: '5s' })
          .connect('127.0.0.1:%d', { protocol: 'udp', idleTimeout: '5s' })
        """
            .formatted(port, serverPort));
    var server =
        new ProcessBuilder("python3", folder.resolve("server.py").toString(), "" + serverPort)
            .start();
    try (var proxy =
        ProxyUnderTest.in(folder)
            .controlled()
            .arguments("--threads=2", folder.resolve("main.js"))
            .start()) {
      assertThat(server.inputReader().readLine()).isEqualTo("ready");
      proxy.awaitOutput("Listening on UDP port " + port);

      var resolved =
          Command.of("python3", folder.resolve("resolver.py").toString(), "" + port).run();

      assertThat(resolved.out()).as(resolved.err()).isEqualTo("resolved\n");
      assertThat(proxy.ctl().ok("status")).contains("127.0.0.1:" + port + "/udp");
      assertThat(proxy.stop()).isZero();
    } finally {
      server.destroy();
    }
  }
}
