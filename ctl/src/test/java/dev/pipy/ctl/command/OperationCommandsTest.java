package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.DrainRequest;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events, levels of loggers, drain, and what a look for a fault needs.
final class OperationCommandsTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path folder;

  OperationCommandsTest(@TempDir Path temporary) throws IOException {
    folder = temporary;
    server = FakeServer.start();
    tool = new Tool(temporary).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shows_events() {
    // when
    int code = tool.run("events", "-c", "proxy", "--tail", "7", "--since", "10m");

    // then
    assertThat(code).isZero();
    assertThat(tool.out().lines().map(line -> line.replaceFirst("^\\d\\d:\\S+", "TIME")))
        .containsExactly(
            "TIME  deployed            proxy  deployed r43 (was r42): faster   by ci",
            "TIME  deploy-failed       proxy  the deploy failed: main.js\\x1b[2J");
    assertThat(tool.err()).isEqualTo("… 3 events lost, too slow\n");
    var request = server.events().requests().remove();
    assertThat(request.getTail()).isEqualTo(7);
    assertThat(request.getProgram()).isEqualTo("proxy");
    assertThat(request.getFollow()).isFalse();
    assertThat(request.hasSince()).isTrue();
  }

  @Test
  void shows_who_called_and_prints_an_event_a_line() {
    tool.run("events", "-o", "wide");
    assertThat(tool.out()).contains("   by ci   from 127.0.0.1\n");

    tool.run("events", "-f", "-o", "json");
    assertThat(tool.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{"));
    assertThat(tool.out()).contains("\"kind\":\"KIND_DEPLOYED\"");
    assertThat(tool.run("events", "--tail", "1001")).isEqualTo(2);
  }

  @Test
  void shows_levels_of_loggers() {
    // when
    int code = tool.run("log-level");

    // then
    assertThat(code).isZero();
    assertThat(tool.out().replaceAll("\\d+d", "DAYS "))
        .matches(
            """
            LOGGER        LEVEL  BACK IN
            all           info   -
            pipy.connect  debug  DAYS *
            """);
    assertThat(tool.err()).contains("pipyctl log-level LOGGER debug --for 5m");
  }

  @Test
  void sets_a_level_for_a_while() {
    // when
    int code = tool.run("log-level", "pipy.connect", "debug", "--for", "5m");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .startsWith("✓ pipy.connect logs debug and graver (was warn), until 2096-");
    assertThat(tool.err())
        .contains("pipyctl logs -f --logger pipy.connect")
        .contains("pipyctl log-level pipy.connect --reset");
    var request = server.logs().levels().remove();
    assertThat(request.getLogger()).isEqualTo("pipy.connect");
    assertThat(request.getLevel()).isEqualTo(LogLevel.LOG_LEVEL_DEBUG);
    assertThat(request.getDuration().getSeconds()).isEqualTo(300);
  }

  @Test
  void puts_a_level_back() {
    // when
    int code = tool.run("log-level", "all", "--reset");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("✓ everything logs info and graver (was warn).\n");
    var request = server.logs().levels().remove();
    assertThat(request.getLogger()).isEmpty();
    assertThat(request.getLevel()).isEqualTo(LogLevel.LOG_LEVEL_UNSPECIFIED);
    assertThat(request.hasDuration()).isFalse();
  }

  @Test
  void sets_no_level_that_was_not_meant() {
    assertThat(tool.run("log-level", "pipy.connect", "loud")).isEqualTo(2);
    assertThat(tool.run("log-level", "--reset")).isEqualTo(2);
    assertThat(tool.run("log-level", "all", "debug", "--reset")).isEqualTo(2);
    assertThat(tool.run("log-level", "all", "--for", "5m")).isEqualTo(2);
    assertThat(server.logs().levels()).isEmpty();
    tool.run("log-level", "nobody", "debug");
    assertThat(tool.err()).contains("No logger of that name has been used yet");
  }

  @Test
  void takes_a_server_out_of_service_and_puts_it_back() {
    // when
    int code = tool.run("drain", "--delay", "5s", "--drain-timeout", "1m", "--reason", "update");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .startsWith("✓ " + server.target() + " is out of service; 2 connections left,");
    assertThat(tool.err()).contains("pipyctl connections", "pipyctl undrain");
    DrainRequest request = server.status().drains().remove();
    assertThat(request.getDelay().getSeconds()).isEqualTo(5);
    assertThat(request.getTimeout().getSeconds()).isEqualTo(60);
    assertThat(request.getReason()).isEqualTo("update");

    // when
    assertThat(tool.run("status")).isEqualTo(1);

    // then
    assertThat(tool.out()).contains("draining", "out of service, 2 connections left, cut in ");

    // when
    assertThat(tool.run("undrain")).isZero();

    // then
    assertThat(tool.out()).isEqualTo("✓ " + server.target() + " is in service again, after 1m.\n");
    tool.run("undrain");
    assertThat(tool.out()).contains("was in service already; nothing was changed");
  }

  @Test
  void waits_until_nobody_is_left() {
    // when
    int code = tool.run("drain", "--wait");

    // then
    assertThat(code).isZero();
    assertThat(tool.err())
        .startsWith(
            """
            Draining: 2 connections left
            Draining: 1 connection left
            Draining: 0 connections left
            """);
    assertThat(tool.out()).isEqualTo("✓ " + server.target() + " has drained; 0 connections cut.\n");
    assertThat(server.status().drains().remove().hasDelay()).isFalse();
  }

  private static Map<String, String> files(Path archive) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName();
        files.put(name.substring(name.indexOf('/') + 1), new String(tar.readAllBytes(), UTF_8));
      }
    }
    return files;
  }

  @Test
  void gathers_what_there_is_to_know_without_secrets() throws IOException {
    // given
    String token = "0123456789abcdef0123456789abcdef";
    server.require(token);
    server
        .logs()
        .leak("GET /?api_key=k17 with authorization: Bearer abcdefgh", "its token is " + token);
    tool.set("PIPYCTL_TOKEN", token);
    Path file = folder.resolve("fault.tar.gz");

    // when
    int code = tool.run("debug", "bundle", file.toString());

    // then
    assertThat(code).as(tool.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Map<String, String> files = files(file);
    assertThat(files)
        .containsOnlyKeys(
            "README.txt",
            "version.json",
            "status.json",
            "configuration.txt",
            "connections.json",
            "upstreams.json",
            "generations.json",
            "metrics.txt",
            "graphs/proxy.txt",
            "revisions/proxy.json",
            "log.txt",
            "events.jsonl",
            "log-levels.json",
            "threads.txt");
    assertThat(String.join("\n", files.values()))
        .doesNotContain(token, "k17", "abcdefgh", "s3same", "changeit")
        .contains("listening on 0.0.0.0:8000", "repo.example/proxy/", "\"main\" #1 WAITING");
    assertThat(files.get("README.txt"))
        .contains("log.txt                the last 2000 lines of the log")
        .contains("values that looked like secrets were replaced by (hidden)");
    assertThat(tool.out())
        .contains("threads.txt            what all threads do")
        .containsPattern("✓ .*fault.tar.gz written: 14 files, .* KiB, \\d+ secrets hidden\\.");

    // when: it is there already
    assertThat(tool.run("debug", "bundle", file.toString())).isEqualTo(2);
    assertThat(tool.err()).contains("is there already", "--force");
    assertThat(tool.run("debug", "bundle", file.toString(), "--force", "-o", "json")).isZero();
    assertThat(tool.out()).contains("\"files\": [", "\"missing\": []");
  }

  @Test
  void writes_no_bundle_of_a_server_that_is_not_there() {
    Path file = folder.resolve("fault.tar.gz");

    assertThat(tool.run("debug", "bundle", file.toString(), "-t", "127.0.0.1:1")).isEqualTo(8);
    assertThat(file).doesNotExist();
    assertThat(tool.run("debug")).isEqualTo(2);
  }

  @Test
  void prints_what_threads_do() {
    assertThat(tool.run("debug", "threads")).isZero();
    assertThat(tool.out()).isEqualTo("\"main\" #1 WAITING\n    at java.lang.Object.wait\n");
  }
}
