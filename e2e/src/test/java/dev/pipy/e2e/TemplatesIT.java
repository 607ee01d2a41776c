package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Ctl;
import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.HttpOrigin;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `pipyctl init` makes: each template deploys as it is and does what it says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplatesIT {

  private static final Path COMPILER =
      Repository.ROOT.resolve("e2e/typescript/node_modules/typescript/bin/tsc");

  @TempDir static Path folder;
  private ProxyUnderTest proxy;
  private Ctl ctl;

  @BeforeAll
  void start() {
    proxy = ProxyUnderTest.empty(folder);
    ctl = proxy.ctl();
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  /// A codebase of a template, on a port of its own.
  private CodebaseFolder made(String template, String config, int port) {
    CodebaseFolder codebase = new CodebaseFolder(folder.resolve(template));
    ctl.ok("init", codebase.path(), "--template", template);
    return codebase.edit(config, template.equals("tls") ? "8443" : "8000", String.valueOf(port));
  }

  private void deploy(CodebaseFolder codebase) {
    ctl.ok("deploy", codebase.path());
  }

  @Test
  void hello_answers_by_itself() throws IOException {
    int port = Ports.free();
    deploy(made("hello", "config/main.json", port));

    assertThat(RawClient.get(port, "/there").body()).isEqualTo("Hi! This is /there\n");
  }

  @Test
  void router_balancer_spreads_clients_over_targets() throws IOException {
    int port = Ports.free();
    try (HttpOrigin one = HttpOrigin.answering(_ -> "one");
        HttpOrigin two = HttpOrigin.answering(_ -> "two");
        HttpOrigin site = HttpOrigin.answering(_ -> "site")) {
      deploy(
          made("router-balancer", "config/main.json", port)
              .edit("config/balancer.json", "8080", String.valueOf(one.port()))
              .edit("config/balancer.json", "8081", String.valueOf(two.port()))
              .edit("config/balancer.json", "8082", String.valueOf(site.port()))
              .edit("config/router.json", "\"/*\"", "\"/s/*\""));

      assertThat(RawClient.get(port, "/api/x").body()).isEqualTo("one");
      assertThat(RawClient.get(port, "/api/x").body()).isEqualTo("two");
      assertThat(RawClient.get(port, "/s/").body()).isEqualTo("site");
      assertThat(RawClient.get(port, "/other").status()).isEqualTo(404);
    }
  }

  @Test
  void mock_answers_from_its_file() throws IOException {
    int port = Ports.free();
    deploy(made("mock", "config/answers.json", port));

    assertThat(RawClient.get(port, "/users/7").body()).isEqualTo("{\"id\":1,\"name\":\"alice\"}\n");
    assertThat(RawClient.get(port, "/nope").status()).isEqualTo(404);
    try (RawClient client = RawClient.connect(port)) {
      client.send("PUT /users HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(405);
    }
  }

  @Test
  void tls_speaks_tls_and_tells_the_service_so() {
    Tools.assumePresent("curl");
    int port = Ports.free();
    try (HttpOrigin origin =
        HttpOrigin.answering(request -> request.headers().getOrDefault("x-forwarded-proto", ""))) {
      deploy(
          made("tls", "config/main.json", port)
              .edit("config/main.json", "8080", String.valueOf(origin.port())));

      Command.Result answer = Command.of("curl", "-sk", "https://localhost:" + port + "/").run();

      assertThat(answer.out()).as(answer.all()).isEqualTo("https");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void jwt_lets_in_who_has_a_token() throws IOException {
    int port = Ports.free();
    try (HttpOrigin origin =
        HttpOrigin.answering(request ->
            request.headers().get("x-user") + " " + request.headers().get("authorization"))) {
      CodebaseFolder codebase =
          made("jwt", "config/main.json", port)
              .edit("config/main.json", "8080", String.valueOf(origin.port()));
      deploy(codebase);
      String token = Files.readString(codebase.path().resolve("dev-token.txt")).strip();

      assertThat(get(port, "X-User: root\r\n").status()).isEqualTo(401);
      assertThat(get(port, "Authorization: Bearer x" + token + "\r\n").status()).isEqualTo(401);
      assertThat(get(port, "X-User: root\r\nAuthorization: Bearer " + token + "\r\n").body())
          .isEqualTo("you null");
    }
  }

  private static HttpAnswer get(int port, String headers) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
      return client.read();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "router-balancer", "mock", "tls", "jwt"})
  void editors_find_nothing_wrong(String template) {
    Tools.assumePresent("node");
    assumeTrue(Files.exists(COMPILER), "needs tsc: npm ci --prefix e2e/typescript");
    Path codebase = folder.resolve("types-" + template);
    ctl.ok("init", codebase, "--template", template);

    Command.Result result =
        Command.of("node", COMPILER.toString(), "-p", "jsconfig.json", "--pretty", "false")
            .in(codebase)
            .run();

    assertThat(result.out()).isEmpty();
  }

  @Test
  void types_are_those_of_pipy() {
    Path codebase = folder.resolve("types");
    ctl.ok("init", codebase, "--template", "jwt");

    assertThat(ctl.run("types", codebase).out())
        .isEqualTo(
            Command.of(Launchers.pipy().toString(), "--types", codebase.toString()).run().out())
        .contains("declare var _problem: any");
    assertThat(codebase.resolve("pipy.d.ts")).content().isEqualTo(ctl.run("types", codebase).out());
  }
}
