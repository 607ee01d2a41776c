package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Refusal;
import dev.pipy.ctl.testing.Tool;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path state;

  CommandsTest(@TempDir Path temporary) throws IOException {
    state = temporary;
    server = FakeServer.start();
    tool = new Tool(state).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void lists_filters() {
    // when
    tool.run("filters");

    // then
    assertThat(tool.out())
        .isEqualTo(
            """
            NAME       CATEGORY  SUMMARY                                  SINCE
            acceptTLS  tls       Terminates TLS on the incoming stream.   1.0
            connect    tcp       Opens a connection.                      1.0
            muxHTTP    http      Shares connections among HTTP messages.  1.0
            """);
  }

  @Test
  void cuts_what_does_not_fit_the_terminal() {
    // when
    tool.terminal(50).run("filters", "--color", "never");

    // then
    assertThat(tool.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(50))
        .contains("acceptTLS  tls       Terminates TLS on the…  1.0");
  }

  @Test
  void lists_the_filters_of_a_category_by_name() {
    // when
    tool.run("filters", "--category", "tls", "-o", "name");

    // then
    assertThat(tool.out()).isEqualTo("acceptTLS\n");
  }

  @Test
  void explains_a_filter() {
    // when
    tool.run("filters", "connect");

    // then
    assertThat(tool.out())
        .isEqualTo(
            """
            connect(target, options?)   tcp, since 1.0
              Opens a connection.

              Parameters:
                target  string | function  host:port

              Options:
                retryCount   int   How often to try again. (default: 0)
                bufferLimit  size  Stop reading at this much. [bytes] (optional)

              Input:  Data
              Output: Data

              Example:
                pipy.listen(8000, $ => $.connect('localhost:8080'))
            """);
  }

  @Test
  void does_not_find_an_unknown_filter() {
    // when
    int code = tool.run("filters", "conect");

    // then
    assertThat(code).isEqualTo(5);
    assertThat(tool.err()).isEqualTo("✗ filter conect: not found (similar: connect)\n");
  }

  @Test
  void shows_what_runs() {
    // when
    int code = tool.run("status");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .isEqualTo(
            """
            %s  ✓ healthy, up 4h

            PROGRAM  STATE  ACTIVE  LATEST  GEN  SINCE  CONNS  DRAINING  NOTE
            proxy    LIVE   r43     r43      17  -        812        12

            LISTENER      PROGRAM  REV  CONNS  ACCEPTED
            0.0.0.0:8000  proxy    r43    812     10220
            """
                .formatted(server.target()));
  }

  @Test
  void exits_with_1_when_something_is_not_healthy() {
    // given
    server.deployments().fail("port 8000 is taken");

    // when
    int code = tool.run("status", "proxy");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.out()).contains("✗ not healthy").contains("FAILED").contains("is taken");
  }

  @Test
  void says_which_programs_there_are_instead() {
    // when
    int code = tool.run("status", "nope");

    // then
    assertThat(code).isEqualTo(5);
    assertThat(tool.err()).isEqualTo("✗ program nope: not found\n  There are: proxy\n");
  }

  @Test
  void lists_revisions() {
    // when
    tool.run("history", "proxy", "-o", "name");
    String names = tool.out();
    tool.run("history", "proxy");

    // then
    assertThat(names).isEqualTo("r43\nr42\nr41\n");
    assertThat(tool.out().lines().map(line -> line.replaceAll("\\d{4}-\\S+ \\S+", "WHEN")))
        .containsExactly(
            "REV  STATUS    ACTIVATED            BY           GIT       MESSAGE",
            "r43  active    WHEN  ci@build-17  9fd12c0   raise the timeout",
            "r42  draining  WHEN  alice        9fd12c0+  add the /ip route",
            "r41  stored    -                    alice        9fd12c0");
  }

  @Test
  void asks_before_a_rollback_and_holds_the_server_to_what_was_shown() {
    // when
    int code = tool.answering("y").run("rollback", "proxy", "--to", "r41");

    // then
    assertThat(code).isZero();
    assertThat(tool.questions())
        .containsExactly("Roll back proxy from r43 to r41 on " + server.target() + "? [y/N] ");
    RollbackRequest request = server.deployments().rollbacks().poll();
    assertThat(request).isNotNull();
    assertThat(request.getRevision()).isEqualTo(41);
    assertThat(request.getExpectedRevision()).isEqualTo(43);
    assertThat(request.getRequestId()).isNotEmpty();
    assertThat(tool.out())
        .isEqualTo(
            """
            ✓ proxy r41 is active (was r43) in 9.0 ms, switched in 0.3 ms.  \
            1 connection still drains on r43.
              listeners kept    0.0.0.0:8000
            """);
  }

  @Test
  void changes_nothing_without_agreement() {
    // when
    int code = tool.answering("").run("rollback", "proxy");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.err()).contains("nothing was changed");
    assertThat(server.deployments().rollbacks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollback", "stop"})
  void does_not_change_anything_when_nobody_can_be_asked(String command) {
    // when
    int code = tool.run(command, "proxy");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("--yes");
    assertThat(server.deployments().rollbacks()).isEmpty();
    assertThat(server.deployments().stops()).isEmpty();
  }

  @Test
  void stops_a_program() {
    // when
    int code = tool.run("stop", "proxy", "--yes");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .isEqualTo(
            """
            ✓ proxy is stopped (was r43); 1 connection cut.
              listeners closed  0.0.0.0:8000
            """);
  }

  @Test
  void says_what_keeps_serving_when_a_rollback_fails() {
    // given
    server
        .deployments()
        .refuse(Refusal.of(Code.FAILED_PRECONDITION, "LISTEN_ADDRESS_IN_USE", "port is taken"));

    // when
    int code = tool.run("rollback", "proxy", "-y");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.err()).isEqualTo("✗ port is taken\n  r43 keeps serving.\n");
  }

  @Test
  void shows_log_lines_and_tells_of_lost_ones_apart() {
    // when
    int code = tool.run("logs", "--level", "warn", "-c", "proxy", "--grep", "x", "--tail", "7");

    // then
    assertThat(code).isZero();
    assertThat(tool.out().lines().map(line -> line.substring("12:00:04.118".length())))
        .containsExactly(
            "  INFO   proxy  listening on 0.0.0.0:8000", "  WARN   proxy  upstream refused");
    assertThat(tool.err()).contains("3 lines lost");
    assertThat(server.logs().requests())
        .containsExactly(
            TailLogsRequest.newBuilder()
                .setTail(7)
                .setLevel(LogLevel.LOG_LEVEL_WARN)
                .setProgram("proxy")
                .setContains("x")
                .build());
  }

  @Test
  void asks_for_log_lines_by_logger_time_and_expression() {
    // when
    int code = tool.run("logs", "--logger", "pipy.connect", "--since", "10m", "-e", "a|b");

    // then
    assertThat(code).isZero();
    var request = server.logs().requests().remove();
    assertThat(request.getLogger()).isEqualTo("pipy.connect");
    assertThat(request.getPattern()).isEqualTo("a|b");
    assertThat(request.getSince().getSeconds())
        .isCloseTo(Instant.now().getEpochSecond() - 600, within(30L));
  }

  @Test
  void prints_a_json_object_per_log_line() {
    // when
    tool.run("logs", "-o", "json");

    // then
    assertThat(tool.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{\"sequence\":").endsWith("}"));
  }

  @Test
  void shows_both_versions() {
    // when
    tool.run("version");

    // then
    assertThat(tool.out()).startsWith("pipyctl ").contains("pipy    0.1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version --client", "--version", "-V"})
  void knows_its_own_version_without_a_server(String line) {
    // when
    int code = tool.set("PIPYCTL_TARGET", "127.0.0.1:1").run(line.split(" "));

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).startsWith("pipyctl ").contains("Java 25");
  }

  @Test
  void says_what_to_do_when_the_server_is_gone() {
    // when
    int code = tool.set("PIPYCTL_TARGET", "127.0.0.1:1").run("status");

    // then
    assertThat(code).isEqualTo(8);
    assertThat(tool.err())
        .contains("cannot reach the server at 127.0.0.1:1: connection refused")
        .contains("Is pipy running?  Start it: bin/pipy");
  }

  @Test
  void finds_the_token_that_the_server_wrote() throws IOException {
    // given
    server.require("secret");
    Files.writeString(state.resolve("token-" + server.port()), "secret\n");

    // when
    int code = tool.run("status");

    // then
    assertThat(code).isZero();
  }

  @Test
  void takes_the_token_from_a_file_or_a_variable() throws IOException {
    // given
    server.require("secret");
    Path file = Files.writeString(state.resolve("mine"), "secret");

    // when
    int fromFile = tool.run("status", "--token-file", file.toString());
    int fromVariable = tool.set("PIPYCTL_TOKEN", "secret").run("status");

    // then
    assertThat(fromFile).isZero();
    assertThat(fromVariable).isZero();
  }

  @Test
  void names_the_token_file_it_looked_at() {
    // given
    server.require("secret");

    // when
    int code = tool.run("status");

    // then
    assertThat(code).isEqualTo(7);
    assertThat(tool.err())
        .contains(state.resolve("token-" + server.port()).toString())
        .contains("--token-file");
  }

  @Test
  void takes_global_options_before_and_after_the_command() {
    // when
    tool.run("-o", "name", "status");
    String before = tool.out();
    tool.run("status", "-o", "name");

    // then
    assertThat(before).isEqualTo("proxy\n").isEqualTo(tool.out());
  }

  @Test
  void takes_global_options_from_the_environment() {
    // when
    tool.set("PIPYCTL_OUTPUT", "name").run("status");

    // then
    assertThat(tool.out()).isEqualTo("proxy\n");
  }

  @Test
  void tells_about_its_calls_when_asked() {
    // when
    tool.run("status", "-v");

    // then
    assertThat(tool.err()).contains(server.target() + ": OK after ");
  }

  @Test
  void colours_on_demand_only() {
    // when
    tool.run("status");
    String plain = tool.out();
    tool.run("status", "--color=always");

    // then
    assertThat(plain).doesNotContain("\u001b");
    assertThat(tool.out()).contains("\u001b[32m✓ healthy\u001b[0m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy",
        "diff",
        "revisions",
        "revisions list",
        "revisions show",
        "revisions delete",
        "files",
        "files ls",
        "files cat",
        "pull",
        "status",
        "history",
        "rollback",
        "stop",
        "init",
        "dev",
        "start",
        "wait",
        "programs",
        "config",
        "doctor",
        "types",
        "man",
        "logs",
        "filters",
        "version",
        "shell",
        "completion",
        "help"
      })
  void explains_every_command_with_an_example(String command) {
    // when
    int code = tool.run((command + " --help").split(" "));

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).startsWith("Usage: pipyctl " + command).contains("Examples:");
  }

  @Test
  void suggests_the_command_that_was_meant() {
    // when
    int code = tool.run("deplyo", "x");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("unknown command: deplyo").contains("Did you mean: deploy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void prints_completion_scripts(String kind) {
    // when
    int code = tool.run("completion", kind);

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).contains("pipyctl __complete");
  }

  @Test
  void completes_words_for_other_shells() {
    // when
    int code = tool.run("__complete", "rollback", "proxy", "--to", "r4");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .isEqualTo("r43\traise the timeout\nr42\tadd the /ip route\nr41\talice\n");
  }
}
