package dev.pipy.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.Diagnostic;
import dev.pipy.control.v1.Diagnostics;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Deploys that succeed, and deploys that fail and change nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployIT {

  @TempDir static Path folder;
  private ProxyUnderTest proxy;
  private int port;
  private int round;
  private String program = "";

  @BeforeAll
  void start() {
    proxy = ProxyUnderTest.empty(folder);
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  @BeforeEach
  void deploy_one() {
    port = Ports.free();
    program = "site-" + ++round;
    proxy.ctl().ok("deploy", saying("one").path(), "-c", program);
  }

  @AfterEach
  void goes_on_serving() throws IOException {
    assertThat(RawClient.get(port, "/").status()).isEqualTo(200);
  }

  private CodebaseFolder saying(String text) {
    return script(".serveHTTP(new Message('" + text + "'))");
  }

  /// A codebase whose first line is `pipy()`, the second `.listen(...)`, the third as given.
  private CodebaseFolder script(String thirdLine) {
    return CodebaseFolder.ofScript(
        folder.resolve(program), "pipy()\n.listen(" + port + ")\n" + thirdLine + "\n");
  }

  private Command.Result deploy(CodebaseFolder codebase, Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "deploy";
    words[1] = codebase.path();
    words[2] = "-c";
    words[3] = program;
    System.arraycopy(more, 0, words, 4, more.length);
    return proxy.ctl().run(words);
  }

  private String served() throws IOException {
    return RawClient.get(port, "/").body();
  }

  @Test
  void swaps_in_a_new_revision() throws IOException {
    Command.Result result = deploy(saying("two"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.all()).contains(program, "r2");
    assertThat(served()).isEqualTo("two");
  }

  @Test
  void keeps_the_socket_of_a_port_that_both_revisions_listen_on() throws IOException {
    List<String> before = listeningSockets();

    assertThat(deploy(saying("two")).exitCode()).isZero();

    assertThat(served()).isEqualTo("two");
    assertThat(listeningSockets()).isNotEmpty().isEqualTo(before);
  }

  /// The system's numbers of the sockets that listen on the port; each worker has one.
  private List<String> listeningSockets() throws IOException {
    String place = ":%04X".formatted(port);
    List<String> sockets = new ArrayList<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        List<String> fields = List.of(line.strip().split(" +"));
        if (fields.get(1).endsWith(place) && fields.get(3).equals("0A")) {
          sockets.add(fields.get(9));
        }
      }
    }
    Collections.sort(sockets);
    return sockets;
  }

  @Test
  void rolls_back_to_the_revision_before() throws IOException {
    deploy(saying("two"));

    Command.Result result = proxy.ctl().run("rollback", program, "--yes");

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void names_file_line_and_column_of_a_syntax_error() throws IOException {
    Command.Result result = deploy(script(".serveHTTP(new Message('two'"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).containsPattern("main\\.js:[34]:\\d+");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void names_an_undeclared_variable_and_its_place() throws IOException {
    Command.Result result = deploy(script(".serveHTTP(() => new Message(greeting))"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).contains("greeting").contains("main.js:3:30");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void names_an_unknown_pipeline_and_its_place() throws IOException {
    Command.Result result = deploy(script(".demuxHTTP('nowhere')"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).contains("nowhere").containsPattern("main\\.js:3:\\d+");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void names_an_unknown_filter_and_its_place() throws IOException {
    Command.Result result = deploy(script(".demuxHTP('x')"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).contains("demuxHTP").containsPattern("main\\.js:3:\\d+");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void names_a_port_that_is_taken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      Command.Result result =
          deploy(
              script(
                  ".serveHTTP(new Message('two'))\n.listen(%d)\n.serveHTTP(new Message('x'))"
                      .formatted(other.getLocalPort())));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.all()).contains(String.valueOf(other.getLocalPort()));
    }
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void reports_all_findings_at_once() throws IOException {
    Command.Result result =
        deploy(script(".demuxHTTP('first')\n.listen(0).link('second').dummi()"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).contains("first", "second", "dummi");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void refuses_a_deploy_that_was_meant_for_another_revision() throws IOException {
    Command.Result result = deploy(saying("two"), "--expect", "r7");

    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.all()).contains("r1");
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void changes_nothing_in_a_dry_run() throws IOException {
    Command.Result result = deploy(saying("two"), "--dry-run");

    assertThat(result.exitCode()).isZero();
    assertThat(served()).isEqualTo("one");
  }

  @Test
  void says_that_an_unchanged_codebase_is_active_already() {
    Command.Result result = deploy(saying("one"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.all()).contains("r1").doesNotContain("r2");
  }

  @Test
  void deploys_in_one_unary_call() throws IOException {
    try (ControlApi api = ControlApi.of(proxy)) {
      DeployResponse response = api.deployments().deploy(request("two"));

      assertThat(response.getRevision().getNumber()).isEqualTo(2);
      assertThat(response.getRevision().getState()).isEqualTo(RevisionState.REVISION_STATE_ACTIVE);
      assertThat(response.getPreviousRevision()).isEqualTo(1);
      assertThat(response.getListenersList())
          .anyMatch(change -> change.getAddress().endsWith(":" + port));
    }
    assertThat(served()).isEqualTo("two");
  }

  @Test
  void gives_a_repeated_call_the_first_answer() {
    try (ControlApi api = ControlApi.of(proxy)) {
      DeployRequest request =
          request("two").toBuilder().setRequestId(UUID.randomUUID().toString()).build();
      DeployResponse first = api.deployments().deploy(request);

      DeployResponse second = api.deployments().deploy(request);

      assertThat(second.getRevision().getNumber()).isEqualTo(first.getRevision().getNumber());
      assertThat(second.getNoChange()).isEqualTo(first.getNoChange());
    }
  }

  @Test
  void sends_diagnostics_with_a_refusal() throws Exception {
    try (ControlApi api = ControlApi.of(proxy)) {
      DeployRequest request =
          request("").toBuilder()
              .clearFiles()
              .addAllFiles(script(".serveHTTPS(() => new Message('hello'))").files())
              .build();

      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> api.deployments().deploy(request));

      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      Diagnostic finding = diagnostics(refusal).getFirst();
      assertThat(finding.getPath()).isEqualTo("/main.js");
      assertThat(finding.getLine()).isEqualTo(3);
      assertThat(finding.getColumn()).isPositive();
      assertThat(finding.getMessage()).contains("serveHTTPS");
    }
  }

  @Test
  void refuses_calls_without_the_token() {
    try (ControlApi api = ControlApi.to(proxy.adminPort(), "wrong")) {
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> api.deployments().deploy(request("two")));

      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  private DeployRequest request(String text) {
    return DeployRequest.newBuilder().setProgram(program).addAllFiles(saying(text).files()).build();
  }

  private static List<Diagnostic> diagnostics(StatusRuntimeException refusal)
      throws InvalidProtocolBufferException {
    com.google.rpc.Status status = requireNonNull(StatusProto.fromThrowable(refusal));
    for (Any detail : status.getDetailsList()) {
      if (detail.is(Diagnostics.class)) {
        return detail.unpack(Diagnostics.class).getItemsList();
      }
    }
    throw new AssertionError("no diagnostics in " + status);
  }
}
