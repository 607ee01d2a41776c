package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.DeployPhase;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeployWithProgressRequest;
import dev.pipy.control.v1.DeployWithProgressResponse;
import dev.pipy.control.v1.DeploymentServiceGrpc.DeploymentServiceImplBase;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.ListProgramsResponse;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.ListRevisionsResponse;
import dev.pipy.control.v1.ListenerChange;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.control.v1.StopRequest;
import dev.pipy.control.v1.StopResponse;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.control.v1.ValidateResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Deploys codebases and says what runs; see the service's file for its guarantees.
public final class DeploymentService extends DeploymentServiceImplBase implements AutoCloseable {

  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final ProgramHost host;
  private final RevisionStore store;
  private final ServerFacts facts;
  private final ServerPhase phase;
  private final WarmRevisions warm;
  private final Activator activator;
  private final DeployEvents events;
  private final Deployments deployments;
  private final Validations validations;
  private final Listings listings;
  private final ProgramLocks locks = new ProgramLocks();
  private final LargeCodebases large = new LargeCodebases();
  private final InstantSource clock;

  /// A service for programs of one host and one store.
  public DeploymentService(
      ProgramHost host,
      RevisionStore store,
      ProgramProblems problems,
      ProgramHealth health,
      ServerFacts facts,
      ServerPhase phase,
      EventLog log,
      InstantSource clock) {
    this.host = host;
    this.store = store;
    this.facts = facts;
    this.phase = phase;
    this.clock = clock;
    this.warm = new WarmRevisions(host, store, SETTLE, facts.warmLimit());
    this.activator = new Activator(host, store, problems, health, warm, log);
    this.events = new DeployEvents(log);
    this.deployments = new Deployments(host, store, activator, facts, events, clock);
    this.validations = new Validations(host, facts, new CodebaseContents(store));
    this.listings = new Listings(host, store, problems);
  }

  /// The service of the revisions of the same programs.
  public RevisionService revisions() {
    return revisions(Uploads.Limits.DEFAULT);
  }

  RevisionService revisions(Uploads.Limits limits) {
    return new RevisionService(
        store,
        listings,
        locks,
        phase,
        new RevisionDiff(host, store, facts.codebase()),
        new Uploads(store.staging(), limits),
        clock);
  }

  /// Starts the stored programs that were active. Those that fail are logged and do not keep others
  /// from running.
  ///
  /// @param taken names of programs that something else runs
  public void resume(Set<String> taken) {
    for (var program : store.programs()) {
      if (!taken.contains(program.name())) {
        activator.resume(program, facts.drainLimit());
      }
    }
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> observer) {
    Answers.answer(observer, () -> deploy(request, _ -> {}));
  }

  @Override
  public void deployWithProgress(
      DeployWithProgressRequest request, StreamObserver<DeployWithProgressResponse> observer) {
    var progress = new DeployProgressStream(observer, clock);
    progress.answer(() -> deploy(request.getDeploy(), progress::begins));
  }

  private DeployResponse deploy(DeployRequest request, Consumer<DeployPhase> phases)
      throws Exception {
    phase.check();
    RequestChecks.check(request, facts.codebase());
    long bytes = RequestChecks.codebase(request).bytes();
    if (request.getValidateOnly()) {
      return large.bounded(bytes, facts.codebase(), () -> deployments.validate(request, phases));
    }
    var key = RequestKey.of(request.getRequestId(), request.toBuilder().clearRequestId().build());
    return events.deploy(
        request,
        () ->
            alone(
                request.getProgram(),
                request.getAuthor(),
                request.getMessage(),
                request.hasExpectedRevision() ? request.getExpectedRevision() : null,
                () ->
                    large.bounded(
                        bytes, facts.codebase(), () -> deployments.deploy(request, key, phases))));
  }

  /// Who comes too late is told who was first, rather than who else came too late.
  private <T> T alone(
      String program, String author, String message, @Nullable Long expected, Callable<T> change)
      throws Exception {
    return locks.alone(
        program,
        new ProgramLocks.Holder(author, message, clock.instant()),
        () -> deployments.checkExpected(program, expected),
        change);
  }

  @Override
  public void validate(ValidateRequest request, StreamObserver<ValidateResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          RequestChecks.check(request, facts.codebase());
          return large.bounded(
              RequestChecks.codebase(request).bytes(),
              facts.codebase(),
              () -> validations.validate(request));
        });
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          RequestChecks.check(request);
          var key =
              RequestKey.of(request.getRequestId(), request.toBuilder().clearRequestId().build());
          return events.rollback(
              request,
              () ->
                  alone(
                      request.getProgram(),
                      request.getAuthor(),
                      request.getMessage(),
                      request.hasExpectedRevision() ? request.getExpectedRevision() : null,
                      () -> deployments.rollback(request, key)));
        });
  }

  @Override
  public void stop(StopRequest request, StreamObserver<StopResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          phase.check();
          RequestChecks.check(request);
          return alone(request.getProgram(), "", "stops it", null, () -> stop(request));
        });
  }

  private StopResponse stop(StopRequest request) throws StoreException {
    var name = request.getProgram();
    var program = store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
    var response = StopResponse.newBuilder().setRevision(program.active());
    for (var listener : host.listeners()) {
      if (listener.program().equals(name)) {
        response.addListeners(Messages.of(ListenerChange.Kind.KIND_CLOSED, listener.address()));
      }
    }
    if (program.active() != 0 || !program.damage().isEmpty()) {
      var limit =
          request.hasDrainTimeout() ? Messages.of(request.getDrainTimeout()) : facts.drainLimit();
      response.setCutConnections(activator.stop(name, limit));
    }
    return response.build();
  }

  @Override
  public void listPrograms(
      ListProgramsRequest request, StreamObserver<ListProgramsResponse> observer) {
    Answers.answer(
        observer,
        () -> ListProgramsResponse.newBuilder().addAllPrograms(listings.programs()).build());
  }

  @Override
  public void listRevisions(
      ListRevisionsRequest request, StreamObserver<ListRevisionsResponse> observer) {
    Answers.answer(observer, () -> listings.revisions(request));
  }

  /// Keeps nothing loaded any more.
  @Override
  public void close() {
    warm.close();
  }
}
