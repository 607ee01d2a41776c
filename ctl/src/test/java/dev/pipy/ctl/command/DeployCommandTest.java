package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.File;
import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Refusal;
import dev.pipy.ctl.testing.Tool;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeployCommandTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path folder;

  DeployCommandTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    tool = new Tool(temporary.resolve("state")).target(server);
    folder = temporary.resolve("Proxy");
  }

  @BeforeEach
  void write_a_codebase() throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(folder.resolve("main.js"), "pipy()");
    Files.writeString(folder.resolve("plugins/cache.js"), "pipy()");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DeployRequest received() {
    DeployRequest request = server.deployments().deploys().poll();
    assertThat(request).isNotNull();
    return request;
  }

  @Test
  void sends_the_whole_folder_under_its_own_name() {
    // when
    int code = tool.run("deploy", folder.toString(), "-m", "why not");

    // then
    assertThat(code).isZero();
    DeployRequest request = received();
    assertThat(request.getProgram()).isEqualTo("proxy");
    assertThat(request.getMessage()).isEqualTo("why not");
    assertThat(request.getFilesList())
        .extracting(File::getPath)
        .containsExactly("main.js", "plugins/cache.js");
    assertThat(request.getFiles(0).getContent().toStringUtf8()).isEqualTo("pipy()");
    assertThat(request.getAuthor()).isNotEmpty();
    assertThat(request.hasExpectedRevision()).isFalse();
    assertThat(UUID.fromString(request.getRequestId())).isNotNull();
  }

  @Test
  void says_what_changed_and_how_to_undo_it() {
    // when
    tool.run("deploy", folder.toString());

    // then
    assertThat(tool.out())
        .isEqualTo(
            """
            ✓ proxy r44 is active (was r43) in 212 ms, switched in 0.4 ms.  \
            12 connections still drain on r43.
              listeners opened  0.0.0.0:8443
              listeners kept    0.0.0.0:8000
              listeners closed  0.0.0.0:8080
              6 pipelines, 31 filters
            """);
    assertThat(tool.err()).contains("Packed").contains("Undo: pipyctl rollback proxy");
  }

  @Test
  void is_quiet_when_asked_to_be() {
    // when
    tool.run("-q", "deploy", folder.toString());

    // then
    assertThat(tool.err()).isEmpty();
  }

  @Test
  void prints_one_json_document_and_nothing_else() {
    // when
    tool.run("deploy", folder.toString(), "-o", "json");

    // then
    assertThat(tool.out()).startsWith("{").contains("\"previousRevision\": \"43\"").endsWith("}\n");
  }

  @Test
  void shows_all_findings_of_an_invalid_codebase_and_what_keeps_serving() {
    // given
    server.deployments().refuse(Refusal.invalidCodebase());

    // when
    int code = tool.run("-q", "deploy", folder.toString());

    // then
    assertThat(code).isEqualTo(3);
    assertThat(tool.out()).isEmpty();
    assertThat(tool.err())
        .isEqualTo(
            """
            error[PIPY1203]: connect(): option "conectTimeout" is not known
              plugins/balancer.js:31:7
                31 | conectTimeout: '5s',
                   | ^^^^^^^^^^^^^
              help: did you mean "connectTimeout"?
            warning[PIPY2010]: pipeline "cache" is never linked
            ✗ proxy was not deployed: 1 error, 1 warning
              r43 keeps serving.
            """);
  }

  @Test
  void puts_an_error_into_json_when_json_was_asked_for() {
    // given
    server.deployments().refuse(Refusal.invalidCodebase());

    // when
    int code = tool.run("deploy", folder.toString(), "-o", "jsonl");

    // then
    assertThat(code).isEqualTo(3);
    assertThat(tool.out())
        .startsWith(
            """
            {"error":{"code":"INVALID_ARGUMENT","reason":"CODEBASE_INVALID",\
            "message":"proxy was not deployed","exitCode":3,"metadata":{"program":"proxy"},\
            "diagnostics":[{"severity":"SEVERITY_ERROR","id":"PIPY1203",\
            """)
        .contains("\"line\":31,\"column\":7");
    assertThat(tool.out().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED_PRECONDITION, 1, r43 keeps serving.",
    "INTERNAL, 1, r43 keeps serving.",
    "UNKNOWN, 1, r43 keeps serving.",
    "DATA_LOSS, 1, r43 keeps serving.",
    "OUT_OF_RANGE, 1, r43 keeps serving.",
    "UNIMPLEMENTED, 1, pipyctl version",
    "INVALID_ARGUMENT, 2, r43 keeps serving.",
    "NOT_FOUND, 5, message",
    "ABORTED, 6, pipyctl history proxy",
    "ALREADY_EXISTS, 6, pipyctl history proxy",
    "UNAUTHENTICATED, 7, --token-file",
    "PERMISSION_DENIED, 7, message",
    "UNAVAILABLE, 8, bin/pipy",
    "DEADLINE_EXCEEDED, 10, --request-id",
    "RESOURCE_EXHAUSTED, 11, r43 keeps serving.",
    "CANCELLED, 130, ''",
  })
  void ends_with_the_exit_code_of_the_status(Code status, int code, String said) {
    // given
    server.deployments().refuse(Refusal.of(status, "REASON", "message"));

    // when
    int actual = tool.run("deploy", folder.toString());

    // then
    assertThat(actual).isEqualTo(code);
    assertThat(tool.err()).contains(said).doesNotContain("\tat ");
  }

  @Test
  void names_the_field_that_the_server_does_not_accept() {
    // given
    server.deployments().refuse(Refusal.badField("main", "no such file"));

    // when
    int code = tool.run("deploy", folder.toString(), "--main", "x.js");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("main: no such file");
  }

  @Test
  void says_how_to_ask_again_when_time_ran_out() {
    // given
    server.deployments().fallSilent();

    // when
    int code = tool.run("deploy", folder.toString(), "--timeout", "200ms");

    // then
    assertThat(code).isEqualTo(10);
    assertThat(tool.err())
        .contains("within 200 ms")
        .contains("--request-id " + received().getRequestId());
  }

  @ParameterizedTest
  @CsvSource({"r42, 42", "42, 42", "none, 0"})
  void passes_the_expected_revision_on(String text, long number) {
    // when
    tool.run("deploy", folder.toString(), "--expect", text);

    // then
    assertThat(received().getExpectedRevision()).isEqualTo(number);
  }

  @Test
  void plans_only_on_a_dry_run() {
    // when
    int code = tool.run("deploy", folder.toString(), "--dry-run");

    // then
    assertThat(code).isZero();
    assertThat(received().getValidateOnly()).isTrue();
    assertThat(tool.out()).startsWith("✓ proxy is valid; nothing was changed. r43 stays active.");
  }

  @ParameterizedTest
  @CsvSource({
    "--expect, yesterday, a revision such as r42",
    "--request-id, 1, a UUID",
    "--program, Not_Valid, 1 to 63 of a-z",
    "--drain-timeout, 30, such as 500ms",
    "--nonsense, 1, unknown option: --nonsense",
  })
  void refuses_what_it_does_not_understand(String option, String value, String said) {
    // when
    int code = tool.run("deploy", folder.toString(), option, value);

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains(said);
    assertThat(server.deployments().deploys()).isEmpty();
  }

  @Test
  void links_to_the_ci_run() {
    // when
    tool.set("GITHUB_SERVER_URL", "https://git.example")
        .set("GITHUB_REPOSITORY", "a/b")
        .set("GITHUB_RUN_ID", "7")
        .run("deploy", folder.toString());

    // then
    assertThat(received().getSource().getCiUrl())
        .isEqualTo("https://git.example/a/b/actions/runs/7");
  }
}
