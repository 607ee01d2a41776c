package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `packaging` holds: the unit of systemd, its configuration, the recipe of the container.
class PackagingIT {

  @TempDir Path folder;

  @Test
  void has_a_unit_that_systemd_takes() throws IOException {
    Tools.assumePresent("systemd-analyze");
    String unit =
        Repository.read("packaging/pipy.service")
            .replace("/usr/bin/pipy", Launchers.pipy().toString())
            .replaceAll("(?m)^(User|Group)=pipy", "$1=root");
    Path file = Files.writeString(folder.resolve("pipy.service"), unit);

    Command.Result result =
        Command.of("systemd-analyze", "verify", "--recursive-errors=no", file.toString()).run();

    assertThat(result.all().lines().filter(line -> line.contains("pipy.service"))).isEmpty();
    assertThat(result.exitCode()).as(result.all()).isZero();
  }

  @Test
  void has_a_configuration_that_is_valid() {
    Command.Result result =
        Command.of(
                Launchers.pipy().toString(),
                "--config=" + Repository.ROOT.resolve("packaging/pipy.yaml"),
                "--check-config")
            .run();

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.out()).containsPattern("threads +max +\\S+pipy\\.yaml:\\d+:\\d+");
  }

  @Test
  void tells_systemd_how_it_is() throws IOException {
    Tools.assumePresent("python3");
    Path socket = folder.resolve("notify.sock");
    Path log = folder.resolve("datagrams");
    Process receiver =
        new ProcessBuilder("python3", "-c", RECEIVER, socket.toString(), log.toString()).start();
    int port = Ports.free();
    Path code =
        CodebaseFolder.ofScript(
                folder.resolve("code"),
                "pipy().listen(" + port + ").serveHTTP(new Message('hello'))")
            .path();
    try {
      awaitLine(log, "bound");
      try (ProxyUnderTest proxy =
          ProxyUnderTest.in(folder)
              .environment("NOTIFY_SOCKET", socket.toString())
              .environment("WATCHDOG_USEC", "200000")
              .arguments(code)
              .start(port)) {
        awaitLine(log, "READY=1.*STATUS=Serving 1 program");
        awaitLine(log, "WATCHDOG=1");
        Command.of("sh", "-c", "kill -HUP " + proxy.pid()).run();
        awaitLine(log, "RELOADING=1 MONOTONIC_USEC=\\d+.*(?s:.*)READY=1");
        assertThat(proxy.stop()).isZero();
        awaitLine(log, "STOPPING=1");
      }
    } finally {
      receiver.destroy();
    }
  }

  private static final String RECEIVER =
      """
      import socket, sys
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind(sys.argv[1])
      log = open(sys.argv[2], 'w', buffering=1)
      log.write('bound\\n')
      while True:
          log.write(receiver.recv(4096).decode().replace('\\n', ' ') + '\\n')
      """;

  private static void awaitLine(Path log, String pattern) {
    Pattern expected = Pattern.compile(pattern);
    Await.until(
        pattern, Duration.ofSeconds(30), () -> text(log), text -> expected.matcher(text).find());
  }

  private static String text(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void has_a_recipe_for_a_container() {
    List<String> lines =
        Repository.read("packaging/Dockerfile")
            .replace("\\\n", " ")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    assertThat(lines.getFirst()).matches("FROM debian:\\d+-slim AS unpacked");
    assertThat(lines).filteredOn(line -> line.startsWith("FROM")).hasSize(2);
    assertThat(lines).anyMatch(line -> line.matches("USER [1-9]\\d*:[1-9]\\d*"));
    assertThat(lines).filteredOn(line -> line.startsWith("HEALTHCHECK")).hasSize(1);
    assertThat(lines).anyMatch(line -> line.matches("ENTRYPOINT \\[\"/opt/pipy/bin/pipy\"]"));
    assertThat(lines).noneMatch(line -> line.startsWith("ADD") || line.contains(":latest"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("COPY"))
        .containsExactly(
            "COPY dist/target/pipy-*.tar.gz /tmp/", "COPY --from=unpacked /opt/pipy /opt/pipy");
    assertThat(lines)
        .allMatch(line ->
            line.matches(
                "(FROM|RUN|COPY|ENV|USER|WORKDIR|VOLUME|EXPOSE|HEALTHCHECK|STOPSIGNAL"
                    + "|ENTRYPOINT) .*"));
  }

  @Test
  void has_a_recipe_that_a_linter_likes() {
    Tools.assumePresent("hadolint");

    Command.Result result =
        Command.of("hadolint", Repository.ROOT.resolve("packaging/Dockerfile").toString()).run();

    assertThat(result.exitCode()).as(result.all()).isZero();
  }
}
