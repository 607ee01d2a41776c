package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
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

/// Deploys codebases and says what runs; see the service's file for its guarantees.
public final class DeploymentService extends DeploymentServiceImplBase implements AutoCloseable {

  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final ProgramHost host;
  private final RevisionStore store;
  private final ServerFacts facts;
  private final ServerPhase phase;
  private final WarmRevisions warm;
  private final Activator activator;
  private final Deployments deployments;
  private final Validations validations;
  private final Listings listings;
  private final ProgramLocks locks = new ProgramLocks();

  /// A service for programs of one host and one store.
  public DeploymentService(
      ProgramHost host,
      RevisionStore store,
      ProgramProblems problems,
      ProgramHealth health,
      ServerFacts facts,
      ServerPhase phase,
      InstantSource clock) {
    this.host = host;
    this.store = store;
    this.facts = facts;
    this.phase = phase;
    this.warm = new WarmRevisions(host, store, SETTLE, facts.warmLimit());
    this.activator = new Activator(host, store, problems, health, warm);
    this.deployments = new Deployments(host, store, activator, facts, clock);
    this.validations = new Validations(host, facts);
    this.listings = new Listings(host, store, problems);
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
    Answers.answer(
        observer,
        () -> {
          checkPhase();
          RequestChecks.check(request, facts.codebase());
          if (request.getValidateOnly()) {
            return deployments.validate(request);
          }
          var key =
              RequestKey.of(request.getRequestId(), request.toBuilder().clearRequestId().build());
          return locks.alone(request.getProgram(), () -> deployments.deploy(request, key));
        });
  }

  @Override
  public void validate(ValidateRequest request, StreamObserver<ValidateResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          checkPhase();
          RequestChecks.check(request, facts.codebase());
          return validations.validate(request);
        });
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          checkPhase();
          RequestChecks.check(request);
          var key =
              RequestKey.of(request.getRequestId(), request.toBuilder().clearRequestId().build());
          return locks.alone(request.getProgram(), () -> deployments.rollback(request, key));
        });
  }

  @Override
  public void stop(StopRequest request, StreamObserver<StopResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          checkPhase();
          RequestChecks.check(request);
          return locks.alone(request.getProgram(), () -> stop(request));
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

  private void checkPhase() {
    switch (phase.now()) {
      case STARTING -> throw ControlErrors.starting();
      case READY -> {}
      case DRAINING -> throw ControlErrors.draining();
    }
  }
}
