package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log records that rsyslog takes and understands.
class SyslogIT {

  private static final String SCRIPT =
      """
      ((logger = new logging.TextLogger('access')
          .toSyslog('WARNING', { host: '127.0.0.1', port: $SYSLOG })) =>
        pipy()
          .listen($PORT)
          .serveHTTP(({ head }) => (
            logger.log(`asked for ${head.path} \\u00e9`),
            new Message('logged')
          ))
      )()
      """;

  @TempDir Path folder;

  @Test
  void rsyslog_reads_the_records_of_a_script() throws Exception {
    Tools.assumePresent("rsyslogd");
    int port = Ports.free();
    int syslog = Ports.free();
    var log = folder.resolve("received.log");
    Files.writeString(
        folder.resolve("rsyslog.conf"),
        """
        global(workDirectory="%1$s" parser.escapeControlCharactersOnReceive="off")
        module(load="imudp")
        input(type="imudp" address="127.0.0.1" port="%2$d")
        template(name="parts" type="string" string="%%syslogseverity-text%%|%%syslogfacility-text%%|%%protocol-version%%|%%msg%%\\n")
        action(type="omfile" file="%3$s" template="parts")
        """
            .formatted(folder, syslog, log));
    var server =
        new ProcessBuilder(
                "/usr/sbin/rsyslogd",
                "-n",
                "-f",
                folder.resolve("rsyslog.conf").toString(),
                "-i",
                folder.resolve("rsyslog.pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rsyslog.out").toFile())
            .start();
    var codebase =
        CodebaseFolder.ofScript(
            folder.resolve("codebase"),
            SCRIPT.replace("$PORT", "" + port).replace("$SYSLOG", "" + syslog));
    try (var _ =
        ProxyUnderTest.in(folder).arguments(codebase.path().resolve("main.js")).start(port)) {
      // datagrams are lost until it listens, so they are sent until one has come
      var received =
          Await.until(
              "rsyslog writes the record",
              Duration.ofSeconds(20),
              () -> {
                assertThat(get(port, "/x")).isEqualTo("logged");
                return text(log);
              },
              text -> text.contains("asked for /x"));

      assertThat(received.lines().findFirst().orElse(""))
          .startsWith("warning|")
          .endsWith("|1|asked for /x é");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String get(int port, String path) {
    try {
      return RawClient.get(port, path).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
