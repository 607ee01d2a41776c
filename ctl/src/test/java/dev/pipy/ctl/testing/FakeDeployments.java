package dev.pipy.ctl.testing;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.pipy.control.v1.DeployPhase;
import dev.pipy.control.v1.DeployProgress;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeployWithProgressRequest;
import dev.pipy.control.v1.DeployWithProgressResponse;
import dev.pipy.control.v1.DeploymentServiceGrpc.DeploymentServiceImplBase;
import dev.pipy.control.v1.Diagnostic;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.ListProgramsResponse;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.ListRevisionsResponse;
import dev.pipy.control.v1.ListenerChange;
import dev.pipy.control.v1.ListenerChange.Kind;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.control.v1.Severity;
import dev.pipy.control.v1.Source;
import dev.pipy.control.v1.StopRequest;
import dev.pipy.control.v1.StopResponse;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.control.v1.ValidateResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One program, "proxy", and a note of what was asked of it.
public final class FakeDeployments extends DeploymentServiceImplBase {

  private static final long CREATED = 1_795_348_804L;

  private final BlockingQueue<DeployRequest> deploys = new LinkedBlockingQueue<>();
  private final BlockingQueue<RollbackRequest> rollbacks = new LinkedBlockingQueue<>();
  private final BlockingQueue<ValidateRequest> validations = new LinkedBlockingQueue<>();
  private final BlockingQueue<StopRequest> stops = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable StatusRuntimeException> refusal = new AtomicReference<>();
  private volatile String problem = "";
  private volatile boolean silent;
  private volatile long active = 43;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  public BlockingQueue<DeployRequest> deploys() {
    return deploys;
  }

  public BlockingQueue<RollbackRequest> rollbacks() {
    return rollbacks;
  }

  public BlockingQueue<StopRequest> stops() {
    return stops;
  }

  /// Refuses changes from now on.
  public void refuse(StatusRuntimeException with) {
    refusal.set(with);
  }

  /// Never answers deploys from now on.
  public void fallSilent() {
    silent = true;
  }

  /// Reports that the program does not run as it should.
  public void fail(String because) {
    problem = because;
  }

  /// Another revision is the active one; 0 for a stopped program.
  public void setActive(long revision) {
    active = revision;
  }

  /// Waits until the programs were listed so many times from now on.
  public void awaitLooks(int times) {
    int first = looks.get();
    Await.until(() -> looks.get() >= first + times);
  }

  public Program proxy() {
    return Program.newBuilder()
        .setName("proxy")
        .setActiveRevision(active)
        .setLatestRevision(43)
        .setGeneration(17)
        .addListeners("0.0.0.0:8000")
        .setConnections(812)
        .setDrainingConnections(12)
        .setProblem(problem)
        .build();
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> answer) {
    deploys.add(request);
    if (silent || refused(answer)) {
      return;
    }
    reply(answer, response(request));
  }

  @Override
  public void deployWithProgress(
      DeployWithProgressRequest request, StreamObserver<DeployWithProgressResponse> answer) {
    deploys.add(request.getDeploy());
    if (silent || refused(answer)) {
      return;
    }
    for (DeployPhase phase :
        List.of(DeployPhase.DEPLOY_PHASE_PREPARING, DeployPhase.DEPLOY_PHASE_ACTIVE)) {
      answer.onNext(
          DeployWithProgressResponse.newBuilder()
              .setProgress(DeployProgress.newBuilder().setPhase(phase))
              .build());
      pass();
    }
    reply(
        answer,
        DeployWithProgressResponse.newBuilder().setResult(response(request.getDeploy())).build());
  }

  /// Deploys wait for the gate once they are being prepared.
  public void holdAt(CountDownLatch latch) {
    gate = latch;
  }

  private void pass() {
    try {
      gate.await();
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    }
  }

  private static DeployResponse response(DeployRequest request) {
    return DeployResponse.newBuilder()
        .setRevision(Revision.newBuilder().setProgram(request.getProgram()).setNumber(44))
        .setPreviousRevision(43)
        .addListeners(change(Kind.KIND_OPENED, "0.0.0.0:8443"))
        .addListeners(change(Kind.KIND_KEPT, "0.0.0.0:8000"))
        .addListeners(change(Kind.KIND_CLOSED, "0.0.0.0:8080"))
        .setPrepareDuration(Duration.newBuilder().setNanos(211_600_000))
        .setCommitDuration(Duration.newBuilder().setNanos(400_000))
        .setDrainingConnections(12)
        .setPipelines(6)
        .setFilters(31)
        .build();
  }

  /// What was asked to be looked at.
  public BlockingQueue<ValidateRequest> validations() {
    return validations;
  }

  /// Finds one warning; with a file "broken.js", an error as well.
  @Override
  public void validate(ValidateRequest request, StreamObserver<ValidateResponse> answer) {
    validations.add(request);
    if (refused(answer)) {
      return;
    }
    boolean broken =
        request.getFilesList().stream().anyMatch(file -> file.getPath().equals("broken.js"));
    ValidateResponse.Builder response =
        ValidateResponse.newBuilder()
            .setValid(!broken)
            .setFileCount(request.getFilesCount())
            .setDuration(Duration.newBuilder().setNanos(84_000_000));
    if (broken) {
      response.addDiagnostics(
          Diagnostic.newBuilder()
              .setSeverity(Severity.SEVERITY_ERROR)
              .setId("PIPY1102")
              .setMessage("connect(): 100%, wrong")
              .setPath("/broken.js")
              .setLine(31)
              .setColumn(7)
              .setCodeFrame("31 | connect(1)\n   | ^\n")
              .setSuggestion("Usage: connect(target)"));
    }
    response.addDiagnostics(
        Diagnostic.newBuilder()
            .setSeverity(Severity.SEVERITY_WARNING)
            .setId("PIPY1204")
            .setMessage("pipeline 'cache' is never reached")
            .setPath("/main.js")
            .setLine(2));
    reply(answer, response.build());
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> answer) {
    rollbacks.add(request);
    if (refused(answer)) {
      return;
    }
    long number = request.getRevision() == 0 ? 42 : request.getRevision();
    reply(
        answer,
        RollbackResponse.newBuilder()
            .setRevision(Revision.newBuilder().setProgram(request.getProgram()).setNumber(number))
            .setPreviousRevision(43)
            .addListeners(change(Kind.KIND_KEPT, "0.0.0.0:8000"))
            .setPrepareDuration(Duration.newBuilder().setNanos(8_700_000))
            .setCommitDuration(Duration.newBuilder().setNanos(300_000))
            .setDrainingConnections(1)
            .build());
  }

  @Override
  public void stop(StopRequest request, StreamObserver<StopResponse> answer) {
    stops.add(request);
    if (refused(answer)) {
      return;
    }
    reply(
        answer,
        StopResponse.newBuilder()
            .setRevision(43)
            .addListeners(change(Kind.KIND_CLOSED, "0.0.0.0:8000"))
            .setCutConnections(1)
            .build());
  }

  @Override
  public void listPrograms(
      ListProgramsRequest request, StreamObserver<ListProgramsResponse> answer) {
    looks.incrementAndGet();
    reply(answer, ListProgramsResponse.newBuilder().addPrograms(proxy()).build());
  }

  @Override
  public void listRevisions(
      ListRevisionsRequest request, StreamObserver<ListRevisionsResponse> answer) {
    reply(answer, ListRevisionsResponse.newBuilder().addAllRevisions(revisions()).build());
  }

  private static List<Revision> revisions() {
    return List.of(
        revision(43, RevisionState.REVISION_STATE_ACTIVE, "ci@build-17", "raise the timeout"),
        revision(42, RevisionState.REVISION_STATE_DRAINING, "alice", "add the /ip route"),
        revision(41, RevisionState.REVISION_STATE_STORED, "alice", ""));
  }

  private static Revision revision(
      long number, RevisionState state, String author, String message) {
    Timestamp time = Timestamp.newBuilder().setSeconds(CREATED - (43 - number) * 86_400).build();
    Revision.Builder revision =
        Revision.newBuilder()
            .setProgram("proxy")
            .setNumber(number)
            .setState(state)
            .setAuthor(author)
            .setMessage(message)
            .setMain("main.js")
            .setDigest("sha256:4be1" + number)
            .setFileCount(9)
            .setTotalBytes(14_541)
            .setCreateTime(time)
            .setSource(
                Source.newBuilder().setGitCommit("9fd12c0aa" + number).setDirty(number == 42));
    return number == 41 ? revision.build() : revision.setActivateTime(time).build();
  }

  private static ListenerChange change(Kind kind, String address) {
    return ListenerChange.newBuilder().setKind(kind).setAddress(address).build();
  }

  private boolean refused(StreamObserver<?> answer) {
    StatusRuntimeException with = refusal.get();
    if (with != null) {
      answer.onError(with);
    }
    return with != null;
  }

  private static <T> void reply(StreamObserver<T> answer, T response) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
