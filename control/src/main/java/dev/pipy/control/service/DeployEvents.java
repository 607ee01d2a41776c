package dev.pipy.control.service;

import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.RollbackRequest;
import java.util.concurrent.Callable;

/// Tells of deploys and rollbacks, and of those that came to nothing.
final class DeployEvents {

  private final EventLog log;

  DeployEvents(EventLog log) {
    this.log = log;
  }

  void deployed(StoredRevision revision, long previous) {
    log.add(
        Event.Kind.KIND_DEPLOYED,
        about(revision, previous)
            .setActor(revision.author())
            .setText(text("deployed", revision.number(), previous, revision.message())));
  }

  void rolledBack(StoredRevision revision, long previous, RollbackRequest request) {
    log.add(
        Event.Kind.KIND_ROLLED_BACK,
        about(revision, previous)
            .setActor(request.getAuthor())
            .setText(text("rolled back to", revision.number(), previous, request.getMessage())));
  }

  private static Event.Builder about(StoredRevision revision, long previous) {
    return Event.newBuilder()
        .setProgram(revision.program())
        .setRevision(revision.number())
        .setPreviousRevision(previous);
  }

  private static String text(String verb, long revision, long previous, String message) {
    return verb
        + " r"
        + revision
        + (previous == 0 ? "" : " (was r" + previous + ")")
        + (message.isEmpty() ? "" : ": " + message);
  }

  /// Makes a deploy; tells if it fails.
  <T> T deploy(DeployRequest request, Callable<T> change) throws Exception {
    return told(
        Event.Kind.KIND_DEPLOY_FAILED,
        "the deploy failed",
        Event.newBuilder().setProgram(request.getProgram()).setActor(request.getAuthor()),
        change);
  }

  /// Makes a rollback; tells if it fails.
  <T> T rollback(RollbackRequest request, Callable<T> change) throws Exception {
    return told(
        Event.Kind.KIND_ROLLBACK_FAILED,
        "the rollback failed",
        Event.newBuilder()
            .setProgram(request.getProgram())
            .setRevision(request.getRevision())
            .setActor(request.getAuthor()),
        change);
  }

  private <T> T told(Event.Kind kind, String what, Event.Builder event, Callable<T> change)
      throws Exception {
    try {
      return change.call();
    } catch (Exception failure) {
      var error = ControlErrors.of(failure);
      log.add(
          kind,
          event
              .setReason(OperationErrors.reason(error))
              .setText(what + ": " + error.getStatus().getDescription()));
      throw error;
    }
  }
}
