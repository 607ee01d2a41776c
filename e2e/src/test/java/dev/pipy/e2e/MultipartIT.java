package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Forms as curl sends them.
class MultipartIT {

  private static final String SCRIPT =
      """
      const md5 = data => {
        const hash = new crypto.Hash('md5')
        hash.update(data)
        return hash.digest('hex')
      }

      pipy({ _parts: [] })
        .listen($PORT)
        .demuxHTTP('request')

        .pipeline('request')
        .fork('parts')
        .replaceMessage(() => new Message(_parts.join('\\n') + '\\n'))

        .pipeline('parts')
        .decodeMultipart()
        .handleMessage('4m', part => _parts.push([
          part.head.headers['content-disposition'],
          part.head.headers['content-type'],
          part.body.size,
          md5(part.body)
        ].join(' ')))
      """;

  @TempDir Path folder;

  @Test
  void reads_forms_of_curl() throws Exception {
    Tools.assumePresent("curl");
    int port = Ports.free();
    var codebase =
        CodebaseFolder.ofScript(folder.resolve("codebase"), SCRIPT.replace("$PORT", "" + port));
    var file = folder.resolve("data.bin");
    Files.write(file, new byte[3_000_000]);
    try (var _ =
        ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port)) {
      var result =
          Command.of(
                  "curl",
                  "-sS",
                  "--max-time",
                  "20",
                  "--noproxy",
                  "*",
                  "-F",
                  "name=value",
                  "-F",
                  "file=@" + file,
                  "-F",
                  "text=a\r\n--;type=text/plain",
                  "http://127.0.0.1:" + port + "/")
              .run();

      assertThat(result.out().lines())
          .as(result.err())
          .containsExactly(
              "form-data; name=\"name\"  5 2063c1608d6e0baf80249c42e2be5804",
              "form-data; name=\"file\"; filename=\"data.bin\" application/octet-stream 3000000 "
                  + md5(new byte[3_000_000]),
              "form-data; name=\"text\" text/plain 5 "
                  + md5("a\r\n--".getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }
}
