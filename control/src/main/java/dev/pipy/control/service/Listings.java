package dev.pipy.control.service;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.RevisionStore;
import dev.pipy.control.store.StoredProgram;
import dev.pipy.control.store.StoredRevision;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.ListRevisionsResponse;
import dev.pipy.control.v1.Listener;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.program.ProgramStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is stored, together with what of it runs.
final class Listings {

  private static final int DEFAULT_PAGE = 20;
  private static final int LARGEST_PAGE = 1000;

  private final ProgramHost host;
  private final RevisionStore store;
  private final ProgramProblems problems;

  Listings(ProgramHost host, RevisionStore store, ProgramProblems problems) {
    this.host = host;
    this.store = store;
    this.problems = problems;
  }

  /// By name; also those that run without being stored.
  List<Program> programs() {
    Map<String, ProgramStatus> running =
        host.programs().stream()
            .collect(Collectors.toMap(ProgramStatus::program, Function.identity()));
    var programs = new TreeMap<String, Program>();
    running.forEach((name, status) -> programs.put(name, running(status)));
    for (var stored : store.programs()) {
      programs.put(stored.name(), stored(stored, running.get(stored.name())));
    }
    return List.copyOf(programs.values());
  }

  private static Program running(ProgramStatus status) {
    return Program.newBuilder()
        .setName(status.program())
        .setActiveRevision(status.revision())
        .setLatestRevision(status.revision())
        .setGeneration(status.generation())
        .setSince(Messages.of(status.since()))
        .addAllListeners(status.listeners())
        .setConnections(status.connections())
        .setDrainingConnections(status.drainingConnections())
        .build();
  }

  private Program stored(StoredProgram stored, @Nullable ProgramStatus status) {
    var program =
        status == null ? Program.newBuilder().setName(stored.name()) : running(status).toBuilder();
    var since = stored.activatedAt(stored.active());
    if (since != null) {
      program.setSince(Messages.of(since));
    }
    return program
        .setActiveRevision(stored.active())
        .setLatestRevision(stored.latest())
        .setProblem(problems.of(stored.name()))
        .build();
  }

  /// All listening ports, by address.
  List<Listener> listeners() {
    return host.listeners().stream()
        .map(listener ->
            Listener.newBuilder()
                .setAddress(listener.address())
                .setProgram(listener.program())
                .setRevision(listener.revision())
                .setConnections(listener.connections())
                .setAcceptedTotal(listener.accepted())
                .setDroppedTotal(listener.dropped())
                .build())
        .toList();
  }

  /// A page of revisions, newest first. The token is the number of the last one before the page.
  ListRevisionsResponse revisions(ListRevisionsRequest request) {
    long below = below(request);
    var name = request.getProgram();
    var program = store.program(name).orElseThrow(() -> ControlErrors.programNotFound(name));
    int size =
        request.getPageSize() == 0 ? DEFAULT_PAGE : Math.min(request.getPageSize(), LARGEST_PAGE);
    var found =
        store.revisions(name).stream().filter(revision -> revision.number() < below).toList();
    var page = found.subList(0, Math.min(size, found.size()));
    var response = ListRevisionsResponse.newBuilder();
    for (var revision : page) {
      response.addRevisions(message(revision, program));
    }
    if (page.size() < found.size()) {
      response.setNextPageToken(String.valueOf(page.getLast().number()));
    }
    return response.build();
  }

  private static long below(ListRevisionsRequest request) {
    var fields = new FieldCheck().program(request.getProgram());
    if (request.getPageSize() < 0) {
      fields.violation("page_size", request.getPageSize() + " (expected: 0 or more)");
    }
    var token = request.getPageToken();
    if (!token.matches("[0-9]{0,18}")) {
      fields.violation("page_token", "\"" + token + "\" (expected: that of an earlier answer)");
    }
    fields.orThrow();
    return token.isEmpty() ? Long.MAX_VALUE : Long.parseLong(token);
  }

  Revision message(StoredRevision revision, StoredProgram program) {
    return Messages.of(revision, state(revision, program), program.activatedAt(revision.number()));
  }

  private RevisionState state(StoredRevision revision, StoredProgram program) {
    if (revision.number() == program.active()) {
      return RevisionState.REVISION_STATE_ACTIVE;
    }
    var running =
        host.programs().stream()
            .filter(status -> status.program().equals(program.name()))
            .findAny();
    if (revision.number() == program.previous().orElse(0)
        && running.map(ProgramStatus::drainingConnections).orElse(0L) > 0) {
      return RevisionState.REVISION_STATE_DRAINING;
    }
    return revision.number() == running.map(ProgramStatus::warmRevision).orElse(0L)
        ? RevisionState.REVISION_STATE_WARM
        : RevisionState.REVISION_STATE_STORED;
  }
}
