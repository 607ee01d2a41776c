package dev.pipy.control.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.pipy.control.v1.Diagnostics;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.StopRequest;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DeploymentServiceTest extends ServiceTest {

  private static RollbackRequest.Builder rollback() {
    return RollbackRequest.newBuilder().setProgram("a");
  }

  private long active() {
    return deployments
        .listPrograms(ListProgramsRequest.getDefaultInstance())
        .getPrograms(0)
        .getActiveRevision();
  }

  @Test
  void runs_what_is_deployed() {
    var answer = deployments.deploy(deploy("1").setMessage("why").setAuthor("who").build());

    assertThat(answer.getRevision().getNumber()).isEqualTo(1);
    assertThat(answer.getRevision().getState()).isEqualTo(RevisionState.REVISION_STATE_ACTIVE);
    assertThat(answer.getRevision().getDigest()).startsWith("sha256:");
    assertThat(answer.getRevision().getMain()).isEqualTo("main.js");
    assertThat(answer.getListenersList()).hasSize(1);
    assertThat(answer.getPipelines()).isEqualTo(3);
    assertThat(host.activations()).isEqualTo(1);
    assertThat(health("a")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void touches_nothing_when_the_content_is_active_already() {
    deployments.deploy(deploy("1").build());

    var answer = deployments.deploy(deploy("1").setMessage("again").build());

    assertThat(answer.getNoChange()).isTrue();
    assertThat(answer.getRevision().getNumber()).isEqualTo(1);
    assertThat(host.activations()).isEqualTo(1);
  }

  @Test
  void only_plans_when_asked_to_validate() {
    var answer = deployments.deploy(deploy("1").setValidateOnly(true).build());

    assertThat(answer.getListenersList()).hasSize(1);
    assertThat(host.activations()).isZero();
    assertThat(deployments.listPrograms(ListProgramsRequest.getDefaultInstance()).getProgramsList())
        .isEmpty();
  }

  @Test
  void refuses_a_codebase_with_findings() {
    deployments.deploy(deploy("1").build());

    var failure =
        failure(
            Code.INVALID_ARGUMENT,
            "CODEBASE_INVALID",
            () -> deployments.deploy(deploy("SYNTAX_ERROR").build()));

    var finding = detail(failure, Diagnostics.class).getItems(0);
    assertThat(finding.getId()).isEqualTo("PIPY1001");
    assertThat(finding.getLine()).isEqualTo(3);
    assertThat(finding.getCodeFrame()).isEqualTo("frame");
    assertThat(detail(failure, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("/main.js:3:7");
    assertThat(active()).isEqualTo(1);
    assertThat(deployments.deploy(deploy("2").build()).getRevision().getNumber()).isEqualTo(2);
  }

  @Test
  void tells_a_port_in_use_from_a_wrong_codebase() {
    var failure =
        failure(
            Code.FAILED_PRECONDITION,
            "LISTEN_ADDRESS_IN_USE",
            () -> deployments.deploy(deploy("CANNOT_LISTEN").build()));

    assertThat(detail(failure, Diagnostics.class).getItemsList()).hasSize(1);
  }

  @Test
  void tells_a_script_that_failed_at_its_start() {
    failure(
        Code.FAILED_PRECONDITION,
        "ACTIVATION_FAILED",
        () -> deployments.deploy(deploy("SCRIPT_FAILED").build()));
  }

  @Test
  void admits_its_own_faults() {
    failure(Code.INTERNAL, "BUG", () -> deployments.deploy(deploy("BUG").build()));
  }

  @Test
  void names_all_invalid_fields_at_once() {
    var request =
        deploy("1")
            .setProgram("Wrong Name")
            .addFiles(file("../x", ""))
            .setRequestId("no uuid")
            .setMessage("x".repeat(1025))
            .setExpectedRevision(-1)
            .setDrainTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(-1))
            .build();

    var failure =
        failure(Code.INVALID_ARGUMENT, "FIELD_INVALID", () -> deployments.deploy(request));

    assertThat(detail(failure, BadRequest.class).getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactlyInAnyOrder(
            "program",
            "files[1].path",
            "request_id",
            "message",
            "expected_revision",
            "drain_timeout");
  }

  @Test
  void refuses_a_codebase_that_is_too_large() {
    var failure =
        failure(
            Code.RESOURCE_EXHAUSTED,
            "CODEBASE_TOO_LARGE",
            () -> deployments.deploy(deploy("x".repeat((3 << 20) + 1)).build()));

    assertThat(detail(failure, QuotaFailure.class).getViolationsList()).hasSize(1);
  }

  @Test
  void refuses_too_many_files() {
    var request = deploy("1");
    for (int i = 0; i < 2000; i++) {
      request.addFiles(file("f" + i, ""));
    }

    failure(
        Code.RESOURCE_EXHAUSTED, "CODEBASE_TOO_LARGE", () -> deployments.deploy(request.build()));
  }

  @Test
  void refuses_a_deployment_that_expects_another_revision() {
    deployments.deploy(deploy("1").setExpectedRevision(0).setAuthor("who").build());

    var failure =
        failure(
            Code.ABORTED,
            "STALE_REVISION",
            () -> deployments.deploy(deploy("2").setExpectedRevision(3).build()));
    failure(
        Code.ABORTED,
        "STALE_REVISION",
        () -> deployments.deploy(deploy("2").setExpectedRevision(0).build()));

    var info = detail(failure, com.google.rpc.ErrorInfo.class);
    assertThat(info.getMetadataMap()).containsEntry("current_revision", "1");
    assertThat(info.getMetadataMap()).containsEntry("author", "who");
    assertThat(deployments.deploy(deploy("2").setExpectedRevision(1).build()).getNoChange())
        .isFalse();
  }

  @Test
  void lets_one_change_of_a_program_happen_at_a_time() throws Exception {
    var gate = new CountDownLatch(1);
    host.holdAt(gate);
    var first = CompletableFuture.supplyAsync(() -> deployments.deploy(deploy("1").build()));
    host.waiting().await();

    var failure =
        failure(
            Code.ABORTED, "DEPLOYMENT_IN_PROGRESS", () -> deployments.deploy(deploy("2").build()));

    assertThat(detail(failure, RetryInfo.class).hasRetryDelay()).isTrue();
    gate.countDown();
    assertThat(first.get().getRevision().getNumber()).isEqualTo(1);
  }

  @Test
  void answers_a_repeated_request_the_same_even_after_a_restart() throws Exception {
    var first = deployments.deploy(deploy("1").setRequestId(ID).build());
    deployments.deploy(deploy("2").build());
    restart();
    int before = host.activations();

    var again = deployments.deploy(deploy("1").setRequestId(ID).build());

    assertThat(again).isEqualTo(first);
    assertThat(host.activations()).isEqualTo(before);
    assertThat(active()).isEqualTo(2);
  }

  @Test
  void refuses_the_id_of_another_request() {
    deployments.deploy(deploy("1").setRequestId(ID).build());

    failure(
        Code.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        () -> deployments.deploy(deploy("2").setRequestId(ID).build()));
    failure(
        Code.ALREADY_EXISTS,
        "REQUEST_ID_REUSED",
        () -> deployments.rollback(rollback().setRequestId(ID).build()));
  }

  @Test
  void rolls_back_to_what_was_active_before() {
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("2").build());

    var answer = deployments.rollback(rollback().setRequestId(ID).build());
    var again = deployments.rollback(rollback().setRequestId(ID).build());

    assertThat(answer.getRevision().getNumber()).isEqualTo(1);
    assertThat(answer.getPreviousRevision()).isEqualTo(2);
    assertThat(again).isEqualTo(answer);
    assertThat(active()).isEqualTo(1);
  }

  @Test
  void rolls_back_to_the_revision_asked_for() {
    for (var text : new String[] {"1", "2", "3"}) {
      deployments.deploy(deploy(text).build());
    }

    deployments.rollback(rollback().setRevision(1).build());
    var unchanged = deployments.rollback(rollback().setRevision(1).build());

    assertThat(active()).isEqualTo(1);
    assertThat(unchanged.getNoChange()).isTrue();
  }

  @Test
  void does_not_find_what_is_not_there() {
    failure(Code.NOT_FOUND, "PROGRAM_NOT_FOUND", () -> deployments.rollback(rollback().build()));
    failure(
        Code.NOT_FOUND,
        "PROGRAM_NOT_FOUND",
        () -> deployments.stop(StopRequest.newBuilder().setProgram("a").build()));
    failure(
        Code.NOT_FOUND,
        "PROGRAM_NOT_FOUND",
        () -> deployments.listRevisions(ListRevisionsRequest.newBuilder().setProgram("a").build()));
    deployments.deploy(deploy("1").build());
    failure(
        Code.NOT_FOUND,
        "REVISION_NOT_FOUND",
        () -> deployments.rollback(rollback().setRevision(9).build()));
    failure(Code.NOT_FOUND, "REVISION_NOT_FOUND", () -> deployments.rollback(rollback().build()));
  }

  @Test
  void stops_a_program_for_good() throws Exception {
    deployments.deploy(deploy("1").build());

    var answer = deployments.stop(StopRequest.newBuilder().setProgram("a").build());
    restart();

    assertThat(answer.getRevision()).isEqualTo(1);
    assertThat(answer.getListenersList()).hasSize(1);
    assertThat(answer.getCutConnections()).isEqualTo(7);
    assertThat(host.running("a")).isNull();
    assertThat(health("a")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(deployments.stop(StopRequest.newBuilder().setProgram("a").build()).getRevision())
        .isZero();
    assertThat(deployments.rollback(rollback().build()).getRevision().getNumber()).isEqualTo(1);
  }

  @Test
  void goes_back_to_a_revision_that_was_kept_warm() throws Exception {
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("2").build());
    var deadline = System.nanoTime() + 20_000_000_000L;
    while (host.warmed().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }

    var response = deployments.rollback(rollback().build());

    assertThat(response.getRevision().getNumber()).isEqualTo(1);
    assertThat(response.getWarm()).isTrue();
  }

  @Test
  void lists_revisions_by_page() {
    for (int i = 1; i <= 5; i++) {
      deployments.deploy(deploy("text " + i).build());
    }
    var request = ListRevisionsRequest.newBuilder().setProgram("a").setPageSize(2);

    var first = deployments.listRevisions(request.build());
    var second = deployments.listRevisions(request.setPageToken(first.getNextPageToken()).build());

    assertThat(first.getRevisionsList()).extracting(Revision::getNumber).containsExactly(5L, 4L);
    assertThat(second.getRevisionsList()).extracting(Revision::getNumber).containsExactly(3L, 2L);
    assertThat(first.getRevisions(1).getState()).isEqualTo(RevisionState.REVISION_STATE_DRAINING);
    failure(
        Code.INVALID_ARGUMENT,
        "FIELD_INVALID",
        () -> deployments.listRevisions(request.setPageToken("x").build()));
  }

  @Test
  void resumes_what_ran_and_reports_what_does_not() throws Exception {
    deployments.deploy(deploy("1").build());
    deployments.deploy(deploy("1").setProgram("b").build());
    try (var blobs = Files.walk(folder.resolve("store/blobs"))) {
      for (var blob : blobs.filter(Files::isRegularFile).toList()) {
        Files.writeString(blob, "damaged");
      }
    }
    deployments.deploy(deploy("2").setProgram("b").build());
    restart();

    var status = servers.getStatus(GetStatusRequest.getDefaultInstance());

    assertThat(status.getHealthy()).isFalse();
    assertThat(status.getPrograms(0).getProblem()).contains("main.js");
    assertThat(status.getPrograms(1).getProblem()).isEmpty();
    assertThat(host.running("b")).isNotNull();
    assertThat(health("a")).isEqualTo(ServingStatus.NOT_SERVING);
    failure(
        Code.DATA_LOSS,
        "STORE_DAMAGED",
        () -> deployments.rollback(rollback().setRevision(1).build()));
  }

  @Test
  void changes_nothing_while_it_starts_or_drains() {
    phase.draining();

    failure(Code.UNAVAILABLE, "SERVER_DRAINING", () -> deployments.deploy(deploy("1").build()));
    assertThat(servers.getStatus(GetStatusRequest.getDefaultInstance()).getDraining()).isTrue();
  }
}
