package dev.pipy.ctl.command;

import dev.pipy.control.v1.Connection;
import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.control.v1.ListConnectionsRequest;
import dev.pipy.control.v1.ListConnectionsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;

/// The client connections of a server.
record ConnectionsPage(Session session, String program, String listener, int limit) {

  private static final int MOST = 100_000;
  private static final int PAGE = 1000;

  void run() {
    if (limit < 1 || limit > MOST) {
      throw CommandFailure.usage("--limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    Output output = session.output();
    try (ControlClient client = session.connect()) {
      ListConnectionsResponse all = all(client);
      output.list(
          all,
          all.getConnectionsList(),
          connection -> String.valueOf(connection.getId()),
          () -> print(output, all));
      SilentWorkers.warn(output, all.getSilentWorkersList(), "their connections are missing");
    }
  }

  private ListConnectionsResponse all(ControlClient client) {
    ListConnectionsResponse.Builder all = ListConnectionsResponse.newBuilder();
    LinkedHashSet<Integer> silent = new LinkedHashSet<>();
    String token = "";
    do {
      ListConnectionsRequest request =
          ListConnectionsRequest.newBuilder()
              .setProgram(program)
              .setListener(listener)
              .setPageSize(Math.min(PAGE, limit - all.getConnectionsCount()))
              .setPageToken(token)
              .build();
      ListConnectionsResponse page =
          client.call(
              ConnectionServiceGrpc::newBlockingStub, stub -> stub.listConnections(request));
      all.addAllConnections(page.getConnectionsList());
      silent.addAll(page.getSilentWorkersList());
      token = page.getNextPageToken();
    } while (!token.isEmpty() && all.getConnectionsCount() < limit);
    return all.addAllSilentWorkers(silent).setNextPageToken(token).build();
  }

  private static void print(Output output, ListConnectionsResponse all) {
    Table table =
        new Table(output.format())
            .column("ID", Column.NUMBER)
            .column("CLIENT", Column.TEXT)
            .column("LISTENER", Column.TEXT)
            .column("PROGRAM", Column.TEXT)
            .column("GEN", Column.NUMBER)
            .column("AGE", Column.TEXT)
            .column("IN", Column.NUMBER)
            .column("OUT", Column.NUMBER)
            .column("STATE", Column.TEXT)
            .column("REV", Column.WIDE)
            .column("WORKER", Column.WIDE);
    all.getConnectionsList().forEach(connection -> addRow(table, connection));
    output.table(table);
    if (!all.getNextPageToken().isEmpty()) {
      output.note("There are more: --limit " + Math.min(MOST, 10 * all.getConnectionsCount()));
    }
  }

  private static void addRow(Table table, Connection connection) {
    table.row(
        String.valueOf(connection.getId()),
        connection.getClient(),
        connection.getListener(),
        connection.getProgram(),
        String.valueOf(connection.getGeneration()),
        Quantities.age(Duration.between(ProtoTimes.of(connection.getSince()), Instant.now())),
        Quantities.bytes(connection.getReceivedBytes()),
        Quantities.bytes(connection.getSentBytes()),
        connection.getDraining() ? "draining" : "active",
        Revisions.name(connection.getRevision()),
        String.valueOf(connection.getWorker()));
  }
}
