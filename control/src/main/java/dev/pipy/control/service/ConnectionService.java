package dev.pipy.control.service;

import dev.pipy.control.store.ProgramName;
import dev.pipy.control.v1.CloseConnectionsRequest;
import dev.pipy.control.v1.CloseConnectionsResponse;
import dev.pipy.control.v1.Connection;
import dev.pipy.control.v1.ConnectionServiceGrpc.ConnectionServiceImplBase;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.Generation;
import dev.pipy.control.v1.ListConnectionsRequest;
import dev.pipy.control.v1.ListConnectionsResponse;
import dev.pipy.control.v1.ListGenerationsRequest;
import dev.pipy.control.v1.ListGenerationsResponse;
import dev.pipy.control.v1.ListUpstreamsRequest;
import dev.pipy.control.v1.ListUpstreamsResponse;
import dev.pipy.control.v1.Upstream;
import dev.pipy.control.v1.UpstreamTarget;
import dev.pipy.program.ConnectionStatus;
import dev.pipy.program.GenerationStatus;
import dev.pipy.program.Inspection;
import dev.pipy.program.Inspection.Selection;
import dev.pipy.program.UpstreamStatus;
import dev.pipy.telemetry.UpstreamSummary;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is connected right now, to what, and on which version.
public final class ConnectionService extends ConnectionServiceImplBase {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final int MOST_IDS = 1000;

  private final Inspection inspection;
  private final EventLog events;

  /// A service for what one data plane runs.
  public ConnectionService(Inspection inspection, EventLog events) {
    this.inspection = inspection;
    this.events = events;
  }

  @Override
  public void listConnections(
      ListConnectionsRequest request, StreamObserver<ListConnectionsResponse> observer) {
    Answers.answer(observer, () -> connections(request));
  }

  private ListConnectionsResponse connections(ListConnectionsRequest request) {
    var fields = check(request.getProgram(), request.getListener());
    if (request.getPageSize() < 0) {
      fields.violation("page_size", request.getPageSize() + " (expected: 0 or more)");
    }
    var token = request.getPageToken();
    if (!token.matches("[0-9]{0,18}")) {
      fields.violation("page_token", "\"" + token + "\" (expected: that of an earlier answer)");
    }
    fields.orThrow();
    int size =
        request.getPageSize() == 0 ? DEFAULT_PAGE : Math.min(request.getPageSize(), LARGEST_PAGE);
    var found =
        inspection.connections(
            new Selection(request.getProgram(), request.getListener(), Set.of()),
            token.isEmpty() ? 0 : Long.parseLong(token),
            size + 1);
    var page = found.items().subList(0, Math.min(size, found.items().size()));
    var response =
        ListConnectionsResponse.newBuilder()
            .addAllConnections(page.stream().map(ConnectionService::message).toList())
            .addAllSilentWorkers(found.silent());
    if (page.size() < found.items().size()) {
      response.setNextPageToken(String.valueOf(page.getLast().id()));
    }
    return response.build();
  }

  private static FieldCheck check(String program, String listener) {
    var fields = new FieldCheck().text("listener", listener);
    if (!program.isEmpty() && !ProgramName.isValid(program)) {
      fields.program(program);
    }
    return fields;
  }

  private static Connection message(ConnectionStatus status) {
    return Connection.newBuilder()
        .setId(status.id())
        .setClient(status.client())
        .setListener(status.listener())
        .setProgram(status.program())
        .setGeneration(status.generation())
        .setRevision(status.revision())
        .setSince(Messages.of(status.since()))
        .setReceivedBytes(status.receivedBytes())
        .setSentBytes(status.sentBytes())
        .setDraining(status.isDraining())
        .setWorker(status.worker())
        .build();
  }

  @Override
  public void closeConnections(
      CloseConnectionsRequest request, StreamObserver<CloseConnectionsResponse> observer) {
    Answers.answer(observer, () -> close(request));
  }

  private CloseConnectionsResponse close(CloseConnectionsRequest request) {
    var fields = check(request.getProgram(), request.getListener());
    if (request.getIdsCount() == 0 && request.getListener().isEmpty()) {
      fields.violation("ids", "empty (expected: ids, or a listener)");
    }
    if (request.getIdsCount() > 0 && !request.getListener().isEmpty()) {
      fields.violation("listener", "given together with ids (expected: one of them)");
    }
    if (request.getIdsCount() > MOST_IDS) {
      fields.violation("ids", request.getIdsCount() + " (expected: at most " + MOST_IDS + ")");
    }
    fields.orThrow();
    var selection =
        new Selection(
            request.getProgram(), request.getListener(), Set.copyOf(request.getIdsList()));
    var closed = inspection.close(selection);
    int count = closed.items().stream().mapToInt(Integer::intValue).sum();
    LOG.info("{} connections were closed by a call", count);
    events.add(
        Event.Kind.KIND_CONNECTIONS_CLOSED,
        Event.newBuilder()
            .setProgram(request.getProgram())
            .setListener(request.getListener())
            .setConnections(count)
            .setText(count + (count == 1 ? " connection was" : " connections were") + " closed"));
    return CloseConnectionsResponse.newBuilder()
        .setClosed(count)
        .addAllSilentWorkers(closed.silent())
        .build();
  }

  @Override
  public void listUpstreams(
      ListUpstreamsRequest request, StreamObserver<ListUpstreamsResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          var found = inspection.upstreams();
          return ListUpstreamsResponse.newBuilder()
              .addAllUpstreams(found.items().stream().map(ConnectionService::message).toList())
              .addAllSilentWorkers(found.silent())
              .addAllTargets(inspection.targets().stream().map(ConnectionService::message).toList())
              .build();
        });
  }

  private static UpstreamTarget message(UpstreamSummary summary) {
    var target =
        UpstreamTarget.newBuilder()
            .setTarget(summary.target())
            .setConnections(summary.open())
            .setOpenedTotal(summary.opened())
            .setFailuresTotal(summary.failures());
    var failure = summary.lastFailure();
    if (failure != null) {
      target
          .setLastError(failure.reason())
          .setLastErrorText(failure.text())
          .setLastErrorTime(Messages.of(failure.time()));
    }
    return target.build();
  }

  private static Upstream message(UpstreamStatus status) {
    return Upstream.newBuilder()
        .setProgram(status.program())
        .setGeneration(status.generation())
        .setKey(status.key())
        .setPipeline(status.pipeline())
        .setSessions(status.open())
        .setInUse(status.open() - status.idle())
        .setIdle(status.idle())
        .setWaiting(status.waiting())
        .setFailures(status.failed())
        .build();
  }

  @Override
  public void listGenerations(
      ListGenerationsRequest request, StreamObserver<ListGenerationsResponse> observer) {
    Answers.answer(
        observer,
        () ->
            ListGenerationsResponse.newBuilder()
                .addAllGenerations(
                    inspection.generations().stream().map(ConnectionService::message).toList())
                .build());
  }

  private static Generation message(GenerationStatus status) {
    return Generation.newBuilder()
        .setProgram(status.program())
        .setNumber(status.number())
        .setRevision(status.revision())
        .setState(
            status.isDraining() ? Generation.State.STATE_DRAINING : Generation.State.STATE_ACTIVE)
        .setConnections(status.connections())
        .setSince(Messages.of(status.since()))
        .build();
  }
}
