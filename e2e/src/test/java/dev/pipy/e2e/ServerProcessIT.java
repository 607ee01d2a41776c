package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.FileOrigin;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Pki;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server as its operator meets it: endpoints, configuration, signals, a codebase behind a URL.
class ServerProcessIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Command.Result ctl(Object... words) {
    List<String> line = new ArrayList<>(List.of(Launchers.pipyctl().toString()));
    for (Object word : words) {
      line.add(word.toString());
    }
    return Command.of(line)
        .with(Map.of("PIPY_STATE_DIR", folder.resolve("nothing").toString(), "NO_COLOR", "1"))
        .run();
  }

  private static String saying(int port, String text) {
    return "pipy().listen(%d).serveHTTP(new Message('%s'))".formatted(port, text);
  }

  private Path codebase(int port, String text) {
    return CodebaseFolder.ofScript(folder.resolve("code"), saying(port, text)).path();
  }

  private static void awaitBody(int port, String body) {
    Await.until("the answer is " + body, LIMIT, () -> body(port), body::equals);
  }

  private static String body(int port) {
    try {
      HttpAnswer answer = RawClient.get(port, "/");
      return answer.body();
    } catch (IOException notYet) {
      return notYet.toString();
    }
  }

  private static void signal(ProxyUnderTest proxy, String name) {
    Command.of("sh", "-c", "kill -" + name + " " + proxy.pid()).run();
  }

  @Test
  void is_controlled_through_a_socket_without_a_token() {
    int port = Ports.free();
    Path socket = folder.resolve("control.sock");
    Path code = codebase(port, "deployed");
    Path state = folder.resolve("kept");
    try (ProxyUnderTest proxy = behind(socket, state).start()) {
      proxy.awaitOutput("Control API at unix:");

      Command.Result deployed = ctl("-t", "unix:" + socket, "deploy", code);
      assertThat(deployed.exitCode()).as(deployed.all()).isZero();
      awaitBody(port, "deployed");

      proxy.kill();
      assertThat(socket).exists();
    }
    // what a killed process left is no obstacle, and what was deployed is there again
    try (ProxyUnderTest proxy = behind(socket, state).start(port)) {
      awaitBody(port, "deployed");
      assertThat(proxy.stop()).isZero();
      assertThat(socket).doesNotExist();
    }
  }

  private ProxyUnderTest.Plan behind(Path socket, Path state) {
    return ProxyUnderTest.in(folder).arguments("--admin-port=unix:" + socket).stateDirectory(state);
  }

  @Test
  void is_controlled_over_tls_with_a_token_or_a_certificate() throws IOException {
    Tools.assumePresent("openssl");
    Pki pki = new Pki(folder).authority("ca").authority("clients");
    pki.issue("localhost", "ca").issue("alice", "clients").issue("mallory", "ca");
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    int admin = Ports.free();
    String target = "localhost:" + admin;
    String trust = "--cacert=" + pki.file("ca.crt");
    try (ProxyUnderTest _ =
        ProxyUnderTest.in(folder)
            .arguments(
                "--admin-port=" + admin,
                "--admin-cert=" + pki.file("localhost.crt"),
                "--admin-key=" + pki.file("localhost.key"),
                "--admin-client-ca=" + pki.file("clients.crt"),
                "--admin-token-file=" + token)
            .start(admin)) {
      assertThat(ctl("-t", target, trust, "--token-file", token, "status").exitCode()).isZero();
      assertThat(ctl("-t", target, trust, "status").exitCode()).isEqualTo(7);
      assertThat(ctl("-t", target, trust, certificate(pki, "alice"), key(pki, "alice"), "status"))
          .extracting(Command.Result::exitCode)
          .isEqualTo(0);
      Command.Result wrong =
          ctl("-t", target, trust, certificate(pki, "mallory"), key(pki, "mallory"), "status");
      assertThat(wrong.exitCode()).as(wrong.all()).isEqualTo(8);
      Command.Result named =
          ctl("-t", "127.0.0.1:" + admin, trust, "--token-file", token, "status");
      assertThat(named.exitCode()).as(named.all()).isEqualTo(8);
      assertThat(named.err()).contains("TLS", "--server-name");
      assertThat(
              ctl(
                      "-t",
                      "127.0.0.1:" + admin,
                      trust,
                      "--server-name=localhost",
                      "--token-file",
                      token,
                      "status")
                  .exitCode())
          .isZero();
    }
  }

  private static String certificate(Pki pki, String name) {
    return "--cert=" + pki.file(name + ".crt");
  }

  private static String key(Pki pki, String name) {
    return "--key=" + pki.file(name + ".key");
  }

  @Test
  void reads_everything_again_at_sighup() throws IOException {
    int port = Ports.free();
    Path code = codebase(port, "one");
    Path config =
        Files.writeString(folder.resolve("pipy.yaml"), "codebase: " + code + "\nlog-level: info\n");
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments("--config=" + config).start(port)) {
      awaitBody(port, "one");

      codebase(port, "two");
      signal(proxy, "HUP");
      awaitBody(port, "two");

      CodebaseFolder.ofScript(code, "pipy()..");
      Files.writeString(config, "codebase: " + code + "\nlog-levl: warn\n");
      signal(proxy, "HUP");
      proxy.awaitOutput("pipy\\.yaml:2:1: unknown key: log-levl; did you mean log-level\\?");
      proxy.awaitOutput("Failed reloading codebase; what ran runs on");
      assertThat(body(port)).isEqualTo("two");
      assertThat(proxy.stop()).isZero();
    }
  }

  @Test
  void ends_at_once_when_it_is_told_twice() throws IOException {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
            ProxyUnderTest.in(folder).arguments(codebase(port, "x")).start(port);
        RawClient client = RawClient.connect(port)) {
      client.get("/");
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234");
      signal(proxy, "TERM");
      proxy.awaitOutput("Waiting for 1 connections to end");
      signal(proxy, "TERM");

      assertThat(proxy.awaitExit()).isEqualTo(5);
    }
  }

  @Test
  void fails_health_checks_before_it_drains() {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder)
            .arguments("--pre-stop-delay=3s", codebase(port, "x"))
            .start(port)) {
      signal(proxy, "TERM");
      proxy.awaitOutput("before draining");

      assertThat(body(port)).isEqualTo("x");
      assertThat(proxy.awaitExit()).isZero();
    }
  }

  @Test
  void runs_a_codebase_behind_a_url_and_what_it_becomes() throws IOException {
    int port = Ports.free();
    try (FileOrigin origin = FileOrigin.start();
        ProxyUnderTest proxy =
            ProxyUnderTest.in(folder)
                .arguments("--poll-interval=100ms", origin.url("/proxy/"))
                .start()) {
      proxy.awaitOutput("404.*nothing was fetched yet");
      origin.put("/proxy/", "main.js\nanswer.txt\n");
      origin.put("/proxy/main.js", "pipy()..");
      origin.put("/proxy/answer.txt", "first");
      proxy.awaitOutput("Failed reloading codebase; nothing runs yet");

      origin.put(
          "/proxy/main.js",
          "pipy().listen(%d).serveHTTP(() => new Message(pipy.load('answer.txt')))"
              .formatted(port));
      awaitBody(port, "first");

      origin.put("/proxy/answer.txt", "second");
      awaitBody(port, "second");

      origin.put("/proxy/main.js", "pipy().listen(");
      proxy.awaitOutput("Failed reloading codebase; what ran runs on");
      assertThat(body(port)).isEqualTo("second");

      origin.remove("/proxy/");
      proxy.awaitOutput("404.*the last one that was fetched stays");
      assertThat(body(port)).isEqualTo("second");
      assertThat(proxy.output().split("the last one that was fetched stays", -1)).hasSize(2);
      assertThat(proxy.stop()).isZero();
    }
  }

  @Test
  void waits_for_a_server_that_is_away() {
    int away = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder)
            .arguments("--poll-interval=100ms", "http://127.0.0.1:" + away + "/main.js")
            .start()) {
      proxy.awaitOutput("the server cannot be reached; nothing was fetched yet");

      assertThat(proxy.stop()).isZero();
    }
  }
}
