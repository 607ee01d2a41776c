package dev.pipy.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.BulkOrigin;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProcessFigures;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Filters that work on a body as it comes: a gibibyte through them adds no memory but what the JVM
/// compiles and what sockets and filters hold on the way.
class StreamingIT {

  private static final String LIMITS = "-Xmx96m -XX:MaxDirectMemorySize=64m";
  private static final long GIB = 1L << 30;
  private static final long MOST_ADDED = 96L << 20;
  private static final int PORT = Ports.free();

  @TempDir static Path folder;
  private static BulkOrigin origin;
  private static ProxyUnderTest proxy;
  private static ProcessFigures figures;

  @BeforeAll
  static void start() throws IOException {
    Assumptions.assumeTrue(ProcessFigures.areKnown(), "needs /proc");
    origin = new BulkOrigin();
    CodebaseFolder.ofScript(
        folder,
        """
        pipy({ _way: '' })
          .listen('127.0.0.1:%d')
          .demuxHTTP('request')

          .pipeline('request')
          .handleMessageStart(({ head }) => {
            _way = head.path.slice(head.path.lastIndexOf('/') + 1)
            head.path = head.path.slice(0, head.path.lastIndexOf('/'))
          })
          .muxHTTP('connection', '')
          .link('compression', () => _way === 'compression', 'frames', () => _way === 'frames', 'flow')

          .pipeline('compression')
          .compressHTTP('gzip')
          .decompressHTTP({ maxRatio: 2000 })

          .pipeline('frames')
          .replaceMessageStart(() => new MessageStart({ opcode: 2, masked: true }))
          .encodeWebSocket()
          .decodeWebSocket()
          .replaceMessageStart(() => new MessageStart({ status: 200 }))

          .pipeline('flow')
          .throttleDataRate('100g')
          .tee('/dev/null')

          .pipeline('connection')
          .connect('127.0.0.1:%d')
        """
            .formatted(PORT, origin.port()));
    proxy =
        ProxyUnderTest.in(folder)
            .javaOptions(LIMITS)
            .arguments(folder.resolve("main.js"))
            .start(PORT);
    figures = new ProcessFigures(proxy.pid());
  }

  @AfterAll
  static void stop() throws IOException {
    if (proxy != null) {
      proxy.close();
      origin.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compression", "frames", "flow"})
  void carries_a_gibibyte_without_keeping_it(String way) throws Exception {
    for (int i = 0; i < 500; i++) {
      assertThat(RawClient.get(PORT, "/bytes/10000/" + way).body()).hasSize(10_000);
    }
    long memory = figures.memory();
    try (var client = new Socket()) {
      client.setSoTimeout(20_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 20_000);
      client
          .getOutputStream()
          .write(
              ("GET /bytes/"
                      + GIB
                      + "/"
                      + way
                      + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .getBytes(ISO_8859_1));
      var part = new byte[256 << 10];
      long zeros = 0;
      long most = 0;
      var in = client.getInputStream();
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        long before = zeros;
        for (int i = 0; i < read; i++) {
          zeros += part[i] == 0 ? 1 : 0;
        }
        if (before < GIB / 2 && zeros >= GIB / 2) {
          most = figures.memory();
        }
      }
      assertThat(zeros).as("bytes of the body; the rest is head and chunks").isEqualTo(GIB);
      assertThat(Math.max(most, figures.memory()) - memory).isLessThan(MOST_ADDED);
    }
  }
}
