package dev.pipy.control.service;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.store.StoredAnswer;
import dev.pipy.control.store.StoredProgram;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.Event;
import dev.pipy.program.Activation;
import dev.pipy.program.Activation.Scrutiny;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the host run a revision and the store say so: both, or neither.
final class Activator {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");

  private final ProgramHost host;
  private final RevisionStore store;
  private final ProgramProblems problems;
  private final ProgramHealth health;
  private final WarmRevisions warm;
  private final EventLog events;

  Activator(
      ProgramHost host,
      RevisionStore store,
      ProgramProblems problems,
      ProgramHealth health,
      WarmRevisions warm,
      EventLog events) {
    this.events = events;
    this.host = host;
    this.store = store;
    this.problems = problems;
    this.health = health;
    this.warm = warm;
  }

  /// Whether a program's active revision really runs.
  boolean isRunning(StoredProgram program) {
    return program.active() != 0 && runs(program.name(), program.active());
  }

  private boolean runs(String program, long revision) {
    return host.programs().stream()
        .anyMatch(status -> status.program().equals(program) && status.revision() == revision);
  }

  static Activation activation(StoredRevision revision, Codebase codebase, Duration drainLimit) {
    return new Activation(
        revision.program(), revision.number(), codebase, "/" + revision.main(), drainLimit);
  }

  /// Swaps a revision in and writes down that it is active.
  ///
  /// @param scrutiny how closely the codebase is looked at
  /// @param answer what to remember, made of what the swap did
  Activation.Outcome activate(
      StoredRevision revision,
      Codebase codebase,
      Duration drainLimit,
      Scrutiny scrutiny,
      Instant time,
      Function<Activation.Outcome, @Nullable StoredAnswer> answer)
      throws CodebaseException, StoreException {
    var before = store.program(revision.program());
    var outcome = host.activate(activation(revision, codebase, drainLimit).with(scrutiny));
    try {
      store.activate(revision, time, answer.apply(outcome));
    } catch (StoreException failure) {
      undo(revision, before.map(StoredProgram::active).orElse(0L), drainLimit);
      throw failure;
    }
    problems.solved(revision.program());
    health.runs(revision.program());
    warm.replaced(revision.program(), before.map(StoredProgram::active).orElse(0L), drainLimit);
    LOG.info(
        "program {} r{} is active (was {})",
        revision.program(),
        revision.number(),
        before
            .map(StoredProgram::active)
            .filter(old -> old != 0)
            .map(old -> "r" + old)
            .orElse("none"));
    return outcome;
  }

  private void undo(StoredRevision revision, long before, Duration drainLimit) {
    var program = revision.program();
    try {
      var previous = store.revision(program, before);
      if (previous.isPresent()) {
        var codebase = store.codebase(previous.get());
        host.activate(activation(previous.get(), codebase, drainLimit));
      } else {
        host.stop(program, drainLimit);
      }
    } catch (CodebaseException | StoreException failure) {
      problems.found(program, "r" + before + " could not be put back: " + failure.getMessage());
      health.failed(program);
      LOG.error("program {} r{} could not be put back", program, before, failure);
    }
  }

  /// Starts the active revision of a program again. A failure becomes the program's problem.
  void resume(StoredProgram program, Duration drainLimit) {
    var name = program.name();
    if (program.active() == 0 && program.damage().isEmpty()) {
      health.doesNotRun(name);
      return;
    }
    try {
      var revision = store.revision(name, program.active());
      if (revision.isEmpty()) {
        failed(program, program.damage());
        return;
      }
      host.activate(activation(revision.get(), store.codebase(revision.get()), drainLimit));
      health.runs(name);
      LOG.info("program {} r{} is active again", name, program.active());
    } catch (CodebaseException | StoreException failure) {
      failed(program, String.valueOf(failure.getMessage()));
    } catch (RuntimeException failure) {
      failed(program, failure.toString());
      LOG.error("program {} failed in an unexpected way", name, failure);
    }
  }

  private void failed(StoredProgram program, String problem) {
    events.add(
        Event.Kind.KIND_PROGRAM_FAILED,
        Event.newBuilder()
            .setProgram(program.name())
            .setRevision(program.active())
            .setText("r" + program.active() + " could not be started: " + problem));
    problems.found(program.name(), problem);
    health.failed(program.name());
    LOG.atError()
        .addKeyValue("program", program.name())
        .log("r{} could not be started: {}", program.active(), problem);
  }

  /// Stops a program. Returns connections that were cut.
  long stop(String program, Duration drainLimit) throws StoreException {
    store.deactivate(program);
    warm.forget(program);
    problems.solved(program);
    health.doesNotRun(program);
    long cut = host.stop(program, drainLimit);
    LOG.info("program {} is stopped", program);
    return Math.max(0, cut);
  }
}
