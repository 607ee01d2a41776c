package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Duration;
import dev.pipy.control.v1.TapRequest;
import dev.pipy.ctl.testing.Await;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InspectionCommandsTest {

  private final FakeServer server;
  private final Tool tool;

  InspectionCommandsTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    tool = new Tool(temporary).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void lists_connections_of_all_pages() {
    // when
    int code = tool.run("connections", "--listener", ":8000");

    // then
    assertThat(code).isZero();
    // an age has as many digits as it takes
    assertThat(tool.out().lines().map(line -> line.replaceAll(" +", " ")))
        .map(line -> line.replaceAll("\\d+d ", "AGE "))
        .containsExactly(
            "ID CLIENT LISTENER PROGRAM GEN AGE IN OUT STATE",
            " 1 10.1.4.7:50121 0.0.0.0:8000 proxy 16 AGE 312 B 4.0 GiB draining",
            " 2 10.1.4.7:50122 0.0.0.0:8000 proxy 16 AGE 312 B 4.0 GiB active",
            " 3 10.1.4.7:50123 0.0.0.0:8000 proxy 16 AGE 312 B 4.0 GiB active");
    assertThat(tool.err())
        .isEqualTo("worker 1 was too busy to answer: their connections are missing\n");
    assertThat(server.inspection().lists())
        .allSatisfy(request -> assertThat(request.getListener()).isEqualTo(":8000"));
  }

  @Test
  void stops_asking_when_it_has_enough() {
    // when
    tool.run("connections", "-n", "2", "-o", "name");

    // then
    assertThat(tool.out()).isEqualTo("1\n2\n");
    assertThat(server.inspection().lists()).hasSize(1);
    assertThat(tool.run("connections", "-n", "0")).isEqualTo(2);
  }

  @Test
  void closes_connections() {
    // when
    int code = tool.run("connections", "close", "7", "8", "--yes");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("✓ 2 connections closed.\n");
    assertThat(server.inspection().closes().remove().getIdsList()).containsExactly(7L, 8L);
  }

  @Test
  void closes_nothing_without_agreement_or_choice() {
    assertThat(tool.run("connections", "close", "7")).isEqualTo(2);
    assertThat(tool.run("connections", "close", "--yes")).isEqualTo(2);
    assertThat(tool.err()).contains("which connections?").contains("pipyctl connections");
    assertThat(tool.run("connections", "close", "x", "--yes")).isEqualTo(2);
    assertThat(tool.answering("n").run("connections", "close", "--listener", ":8000")).isEqualTo(1);
    assertThat(tool.questions())
        .containsExactly("Close all connections of :8000 on " + server.target() + "? [y/N] ");
    assertThat(server.inspection().closes()).isEmpty();
  }

  @Test
  void lists_listeners_upstreams_and_generations() {
    // when
    tool.run("listeners");
    String listeners = tool.out();
    tool.run("upstreams");
    String upstreams = tool.out();
    tool.run("generations");

    // then
    assertThat(listeners)
        .isEqualTo(
            """
            LISTENER      PROGRAM  REV  CONNS  ACCEPTED  DROPPED
            0.0.0.0:8000  proxy    r43    812     10220        0
            """);
    assertThat(upstreams)
        .isEqualTo(
            """
            UPSTREAM        PROGRAM  GEN  PIPELINE    SESSIONS  IN-USE  IDLE  WAITING  FAILURES
            localhost:8080  proxy     17  connection         5       3     2        0         7

            TARGET          CONNS  OPENED  FAILURES  LAST ERROR
            localhost:8080      5      90         0  -
            db:5432             0       0         2  ConnectionRefused, 0s ago (Connection refused: db/10.0.0.2:5432)
            """);
    assertThat(tool.out())
        .isEqualTo(
            """
            PROGRAM  GEN  REV  STATE   CONNS  SINCE
            proxy     17  r43  active    812  0s
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"listeners", "connections", "upstreams", "generations"})
  void lists_as_json(String command) {
    assertThat(tool.run(command, "-o", "json")).isZero();
    assertThat(tool.out()).startsWith("{\n").endsWith("}\n").contains("\"" + command + "\": [{");
  }

  @Test
  void shows_what_a_tap_sees() {
    // when
    int code = tool.run("tap", "proxy");

    // then
    assertThat(code).isZero();
    assertThat(tool.out().lines().map(line -> line.replaceFirst("^\\d\\d:\\S+", "TIME")))
        .containsExactly(
            "TIME  → #1  10.1.4.9:40114  GET /a\\x1b[2J",
            "TIME  ← #1  10.1.4.9:40114  200 after 13 ms  (GET /a\\x1b[2J)",
            "TIME  ← #1  10.1.4.9:40114  end, 3 B in 1.0 ms",
            "      a",
            "      b");
    assertThat(tool.err())
        .isEqualTo(
            """
            Tapping proxy for 1m: into pipeline request  →  out of pipeline request
            … 7 messages not shown
            The program was replaced; from here on it is r44.
            The tap has ended: the time is over.
            """);
  }

  @Test
  void shows_fields_in_the_wide_format_and_objects_in_json() {
    // when
    tool.run("tap", "-o", "wide");
    String wide = tool.out();
    tool.run("tap", "-o", "json");

    // then
    assertThat(wide).contains("\n      host: x\n");
    assertThat(tool.out().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("{\"time\":"));
  }

  @Test
  void passes_on_what_a_tap_shall_show() {
    // when
    tool.run(
        "tap",
        "proxy",
        "--pipeline",
        "request",
        "--between",
        "demuxHTTP..muxHTTP",
        "--method",
        "get",
        "--path",
        "/a*",
        "--status",
        "5xx",
        "--client",
        "10.0.0.0/8",
        "--body",
        "200",
        "--max-rps",
        "7",
        "--duration",
        "2m",
        "--show-secrets");

    // then
    assertThat(server.inspection().taps().requests())
        .containsExactly(
            TapRequest.newBuilder()
                .setProgram("proxy")
                .setPipeline("request")
                .setAfter("demuxHTTP")
                .setBefore("muxHTTP")
                .setMethod("get")
                .setPath("/a*")
                .setStatus("5xx")
                .setClient("10.0.0.0/8")
                .setBodyBytes(200)
                .setEventsPerSecond(7)
                .setDuration(Duration.newBuilder().setSeconds(120))
                .setShowSecrets(true)
                .build());
  }

  @Test
  void prints_a_tap_as_one_har_document() {
    // when
    int code = tool.run("tap", "proxy", "-o", "har");

    // then
    assertThat(code).isZero();
    JsonObject log = JsonParser.parseString(tool.out()).getAsJsonObject().getAsJsonObject("log");
    assertThat(log.get("comment").getAsString()).contains("7 messages not shown");
    assertThat(log.getAsJsonArray("entries")).hasSize(1);
    JsonObject entry = log.getAsJsonArray("entries").get(0).getAsJsonObject();
    assertThat(entry.getAsJsonObject("request").get("url").getAsString())
        .isEqualTo("http://x/a\u001b[2J");
    assertThat(tool.out()).doesNotContain("\u001b");
    assertThat(tool.err()).startsWith("Tapping proxy for 1m").endsWith("the time is over.\n");
  }

  @Test
  void prints_what_it_has_on_an_interrupt() throws Exception {
    // given
    server.inspection().taps().beEndless();
    BlockingQueue<Runnable> actions = new LinkedBlockingQueue<>();
    tool.interrupts(action -> {
      actions.add(action);
      return () -> {};
    });
    FutureTask<Integer> run = new FutureTask<>(() -> tool.run("tap", "proxy", "-o", "har"));
    Thread.ofVirtual().start(run);
    Await.until(() -> tool.err().contains("it is r44"));

    // when
    actions.forEach(Runnable::run);

    // then
    assertThat(run.get()).isEqualTo(130);
    assertThat(tool.out()).endsWith("]}}\n").contains("http://x/a").containsOnlyOnce("entries");
  }

  @Test
  void makes_har_documents_of_taps_of_both_ends_alone() {
    assertThat(tool.run("tap", "proxy", "-o", "har", "--after", "muxHTTP")).isEqualTo(2);
    assertThat(tool.err()).contains("--output: har (expected: no --after");
    assertThat(tool.run("listeners", "-o", "har")).isEqualTo(2);
    assertThat(tool.err())
        .contains("--output: har (expected: a form that is not for traffic only)")
        .contains("pipyctl tap PROGRAM -o har");
    assertThat(tool.run("tap", "proxy", "-o", "dot")).isEqualTo(2);
  }

  @Test
  void says_what_is_no_tap() {
    assertThat(tool.run("tap", "--between", "muxHTTP")).isEqualTo(2);
    assertThat(tool.run("tap", "--between", "a..b", "--after", "c")).isEqualTo(2);
    assertThat(tool.run("tap", "--max-rps", "0")).isEqualTo(2);
    assertThat(tool.err()).contains("--max-rps: 0 (expected: 1 to 1000)");
    assertThat(server.inspection().taps().requests()).isEmpty();
  }
}
