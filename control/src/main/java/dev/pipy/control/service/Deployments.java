package dev.pipy.control.service;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionDraft;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredProgram;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.DeployPhase;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.program.Activation;
import dev.pipy.program.Activation.Scrutiny;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What Deploy and Rollback do, once it is their turn. Requests come checked.
final class Deployments {

  private final ProgramHost host;
  private final RevisionStore store;
  private final Activator activator;
  private final ServerFacts facts;
  private final InstantSource clock;
  private final CodebaseContents contents;
  private final DeployEvents events;

  Deployments(
      ProgramHost host,
      RevisionStore store,
      Activator activator,
      ServerFacts facts,
      DeployEvents events,
      InstantSource clock) {
    this.events = events;
    this.host = host;
    this.store = store;
    this.activator = activator;
    this.facts = facts;
    this.clock = clock;
    this.contents = new CodebaseContents(store);
  }

  /// Tries a codebase and changes nothing.
  DeployResponse validate(DeployRequest request, Consumer<DeployPhase> phases)
      throws CodebaseException, StoreException {
    var program = store.program(request.getProgram()).orElse(null);
    checkExpected(
        request.getProgram(),
        program,
        request.hasExpectedRevision() ? request.getExpectedRevision() : null);
    var draft = draft(request, phases);
    var planned = draft.numbered(0);
    phases.accept(DeployPhase.DEPLOY_PHASE_PREPARING);
    var codebase = new FileMapCodebase(draft.files());
    var outcome =
        host.check(
            Activator.activation(planned, codebase, drainLimit(request)).with(Scrutiny.DEPLOY));
    return response(planned, RevisionState.REVISION_STATE_UNSPECIFIED, null, outcome)
        .setPreviousRevision(active(program))
        .setNoChange(isActive(program, draft.digest()))
        .build();
  }

  /// @param phases told each phase as it begins, but the last
  DeployResponse deploy(DeployRequest request, RequestKey key, Consumer<DeployPhase> phases)
      throws CodebaseException, StoreException {
    var earlier = key.earlierAnswer(store, DeployResponse.parser());
    if (earlier != null) {
      return earlier;
    }
    var program = store.program(request.getProgram()).orElse(null);
    checkExpected(
        request.getProgram(),
        program,
        request.hasExpectedRevision() ? request.getExpectedRevision() : null);
    var draft = draft(request, phases);
    if (program != null && isActive(program, draft.digest())) {
      return unchanged(program, key);
    }
    var revision = store.stage(draft);
    try {
      phases.accept(DeployPhase.DEPLOY_PHASE_PREPARING);
      return activate(revision, draft, request, active(program), key, phases);
    } catch (CodebaseException | StoreException | RuntimeException failure) {
      store.discard(revision);
      throw failure;
    }
  }

  private DeployResponse activate(
      StoredRevision revision,
      RevisionDraft draft,
      DeployRequest request,
      long previous,
      RequestKey key,
      Consumer<DeployPhase> phases)
      throws CodebaseException, StoreException {
    Instant now = clock.instant();
    var codebase = new FileMapCodebase(draft.files());
    var outcome =
        activator.activate(
            revision,
            codebase,
            drainLimit(request),
            Scrutiny.DEPLOY,
            now,
            swap -> {
              phases.accept(DeployPhase.DEPLOY_PHASE_ACTIVATING);
              return key.stored(deployed(revision, previous, now, swap), now);
            });
    events.deployed(revision, previous);
    return deployed(revision, previous, now, outcome);
  }

  private static DeployResponse deployed(
      StoredRevision revision, long previous, Instant now, Activation.Outcome outcome) {
    return response(revision, RevisionState.REVISION_STATE_ACTIVE, now, outcome)
        .setPreviousRevision(previous)
        .build();
  }

  private static DeployResponse.Builder response(
      StoredRevision revision,
      RevisionState state,
      @Nullable Instant activated,
      Activation.Outcome outcome) {
    return DeployResponse.newBuilder()
        .setRevision(Messages.of(revision, state, activated))
        .addAllListeners(Messages.of(outcome.listeners()))
        .addAllDiagnostics(outcome.warnings().stream().map(DiagnosticMessages::of).toList())
        .setPrepareDuration(Messages.of(outcome.prepare()))
        .setCommitDuration(Messages.of(outcome.commit()))
        .setDrainingConnections(outcome.drainingConnections())
        .setPipelines(outcome.pipelines())
        .setFilters(outcome.filters());
  }

  private DeployResponse unchanged(StoredProgram program, RequestKey key) throws StoreException {
    var response =
        DeployResponse.newBuilder()
            .setRevision(
                Messages.of(
                    activeRevision(program),
                    RevisionState.REVISION_STATE_ACTIVE,
                    program.activatedAt(program.active())))
            .setPreviousRevision(program.active())
            .setNoChange(true)
            .build();
    remember(key, response);
    return response;
  }

  private void remember(RequestKey key, com.google.protobuf.Message response)
      throws StoreException {
    var answer = key.stored(response, clock.instant());
    if (answer != null) {
      store.remember(answer);
    }
  }

  RollbackResponse rollback(RollbackRequest request, RequestKey key)
      throws CodebaseException, StoreException {
    var earlier = key.earlierAnswer(store, RollbackResponse.parser());
    if (earlier != null) {
      return earlier;
    }
    var name = request.getProgram();
    var program = store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
    checkExpected(
        name, program, request.hasExpectedRevision() ? request.getExpectedRevision() : null);
    var revision = target(request, program);
    if (revision.number() == program.active() && activator.isRunning(program)) {
      return unchanged(revision, program, key);
    }
    Instant now = clock.instant();
    var outcome =
        activator.activate(
            revision,
            store.codebase(revision),
            request.hasDrainTimeout() ? Messages.of(request.getDrainTimeout()) : facts.drainLimit(),
            Scrutiny.START,
            now,
            swap -> key.stored(rolledBack(revision, program.active(), now, swap), now));
    events.rolledBack(revision, program.active(), request);
    return rolledBack(revision, program.active(), now, outcome);
  }

  private StoredRevision target(RollbackRequest request, StoredProgram program) {
    long number =
        request.getRevision() != 0
            ? request.getRevision()
            : program.previous().orElseThrow(() -> ControlErrors.noEarlierRevision(program.name()));
    return store
        .revision(program.name(), number)
        .orElseThrow(() -> ControlErrors.revisionNotFound(program.name(), number));
  }

  private RollbackResponse unchanged(StoredRevision revision, StoredProgram program, RequestKey key)
      throws StoreException {
    var response =
        RollbackResponse.newBuilder()
            .setRevision(
                Messages.of(
                    revision,
                    RevisionState.REVISION_STATE_ACTIVE,
                    program.activatedAt(revision.number())))
            .setPreviousRevision(program.active())
            .setNoChange(true)
            .build();
    remember(key, response);
    return response;
  }

  private static RollbackResponse rolledBack(
      StoredRevision revision, long previous, Instant now, Activation.Outcome outcome) {
    return RollbackResponse.newBuilder()
        .setRevision(Messages.of(revision, RevisionState.REVISION_STATE_ACTIVE, now))
        .setPreviousRevision(previous)
        .addAllListeners(Messages.of(outcome.listeners()))
        .setPrepareDuration(Messages.of(outcome.prepare()))
        .setCommitDuration(Messages.of(outcome.commit()))
        .setDrainingConnections(outcome.drainingConnections())
        .setWarm(outcome.wasWarm())
        .build();
  }

  private RevisionDraft draft(DeployRequest request, Consumer<DeployPhase> phases)
      throws CodebaseException, StoreException {
    var files = contents.of(RequestChecks.codebase(request));
    phases.accept(DeployPhase.DEPLOY_PHASE_UPLOADED);
    phases.accept(DeployPhase.DEPLOY_PHASE_VALIDATING);
    return new RevisionDraft(
        request.getProgram(),
        files,
        MainScript.choose(files.keySet(), request.getMain()),
        request.getMessage(),
        request.getAuthor(),
        Messages.of(request.getSource()),
        request.getLabelsMap(),
        clock.instant());
  }

  private Duration drainLimit(DeployRequest request) {
    return request.hasDrainTimeout() ? Messages.of(request.getDrainTimeout()) : facts.drainLimit();
  }

  /// Throws if another revision than the expected one is active.
  void checkExpected(String name, @Nullable Long expected) {
    checkExpected(name, store.program(name).orElse(null), expected);
  }

  private void checkExpected(
      String name, @Nullable StoredProgram program, @Nullable Long expected) {
    if (expected == null) {
      return;
    }
    long active = active(program);
    boolean holds = expected == 0 ? program == null : program != null && active == expected;
    if (!holds) {
      throw ControlErrors.staleRevision(name, expected, active, whoActivated(program));
    }
  }

  private ProgramLocks.@Nullable Holder whoActivated(@Nullable StoredProgram program) {
    if (program == null) {
      return null;
    }
    var time = program.activatedAt(program.active());
    return store
        .revision(program.name(), program.active())
        .map(revision ->
            new ProgramLocks.Holder(
                revision.author(), revision.message(), time == null ? revision.created() : time))
        .orElse(null);
  }

  private static long active(@Nullable StoredProgram program) {
    return program == null ? 0 : program.active();
  }

  private boolean isActive(@Nullable StoredProgram program, String digest) {
    return program != null
        && activator.isRunning(program)
        && activeRevision(program).digest().equals(digest);
  }

  private StoredRevision activeRevision(StoredProgram program) {
    return store
        .revision(program.name(), program.active())
        .orElseThrow(() -> ControlErrors.revisionNotFound(program.name(), program.active()));
  }
}
