package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.HttpAnswer;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The tour that a newcomer takes: mock services from a script, an empty data plane, the full proxy
/// deployed onto it. The only suite on the ports of the documentation.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArticleProxyIT {

  private static final int PROXY = 8000;

  @TempDir static Path folder;
  private ProxyUnderTest services;
  private ProxyUnderTest proxy;

  @BeforeAll
  void start() {
    services = mockServices();
    proxy = ProxyUnderTest.in(folder).controlledAsUsual().start();
    proxy.ctl().ok("deploy", Repository.tutorial("08-full-proxy"));
    proxy.awaitPorts(PROXY);
  }

  private ProxyUnderTest mockServices() {
    return ProxyUnderTest.in(folder)
        .arguments("tutorial/02-echo/main.js")
        .inRepository()
        .start(8080, 8081, 8082);
  }

  @AfterAll
  void stop() {
    proxy.close();
    services.close();
  }

  @Test
  void answers_404_where_no_route_leads() throws IOException {
    HttpAnswer answer = RawClient.get(PROXY, "/");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-length")).isEqualTo("16");
    assertThat(answer.body()).isEqualTo("No handler found");
  }

  @Test
  void balances_hi_in_turn() throws IOException {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bodies.add(RawClient.get(PROXY, "/hi").body());
    }

    String greeting = "Hi, there!\n";
    String path = "You are requesting /hi from 127.0.0.1\n";
    assertThat(bodies)
        .isIn(List.of(greeting, path, greeting, path), List.of(path, greeting, path, greeting));
  }

  @Test
  void keeps_a_connection_with_its_target() throws IOException {
    try (RawClient client = RawClient.connect(PROXY)) {
      String first = client.get("/hi").body();

      assertThat(client.get("/hi").body()).isEqualTo(first);
      assertThat(client.get("/hi").body()).isEqualTo(first);
    }
  }

  @Test
  void echoes_a_body() throws IOException {
    try (RawClient client = RawClient.connect(PROXY)) {
      assertThat(client.post("/echo", "hello").body()).isEqualTo("hello");
    }
  }

  @Test
  void tells_path_and_address() throws IOException {
    assertThat(RawClient.get(PROXY, "/ip/x").body())
        .isEqualTo("You are requesting /ip/x from 127.0.0.1\n");
  }

  @Test
  void answers_502_and_keeps_the_connection_when_the_services_are_gone() throws IOException {
    services.close();
    try (RawClient client = RawClient.connect(PROXY)) {
      HttpAnswer answer = client.get("/hi");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.reason()).isEqualTo("Connection Refused");
      assertThat(answer.header("content-length")).isEqualTo("0");
      assertThat(answer.closes()).isFalse();
      assertThat(client.get("/").status()).isEqualTo(404);
    } finally {
      services = mockServices();
    }
  }
}
