package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compressed answers as curl reads them.
class CompressionIT {

  private static final String SCRIPT =
      """
      pipy({ _accepted: '' })
        .listen($PORT)
        .demuxHTTP('request')

        .pipeline('request')
        .handleMessageStart(start => { _accepted = start.head.headers['accept-encoding'] ?? '' })
        .replaceMessage(() => new Message('All work and no play. '.repeat(20000)))
        .compressHTTP(() => ['br', 'gzip', 'deflate'].find(coding => _accepted.includes(coding)))
      """;

  private static final String TEXT = "All work and no play. ".repeat(20_000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip", "deflate"})
  void curl_reads_what_it_asked_for(String coding) {
    try (var _ = start()) {
      var result = curl("-H", "Accept-Encoding: " + coding, "--compressed", "-D", "-");

      assertThat(result.out())
          .as(result.err())
          .contains("content-encoding: " + coding + "\r\n")
          .endsWith("\r\n\r\n" + TEXT);
      // and compressed it is
      assertThat(
              curl("-H", "Accept-Encoding: " + coding, "-w", "%{size_download}", "-o", "out").out())
          .matches("\\d{1,4}");
    }
  }

  @Test
  void curl_prefers_brotli() {
    try (var _ = start()) {
      var result = curl("--compressed", "-D", "-");

      assertThat(result.out())
          .as(result.err())
          .contains("content-encoding: br\r\n")
          .endsWith("\r\n\r\n" + TEXT);
    }
  }

  private int port;

  private ProxyUnderTest start() {
    Tools.assumePresent("curl");
    assumeTrue(
        Command.of("curl", "--version").run().out().contains("brotli"),
        "needs a curl that reads brotli");
    port = Ports.free();
    var codebase =
        CodebaseFolder.ofScript(folder.resolve("codebase"), SCRIPT.replace("$PORT", "" + port));
    return ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port);
  }

  private Command.Result curl(String... options) {
    var words = new java.util.ArrayList<String>();
    words.addAll(java.util.List.of("curl", "-sS", "--max-time", "20", "--noproxy", "*"));
    words.addAll(java.util.List.of(options));
    words.add("http://127.0.0.1:" + port + "/");
    return Command.of(words).in(folder).run();
  }
}
