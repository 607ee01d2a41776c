package dev.pipy.ctl.command;

import dev.pipy.control.v1.CloseConnectionsRequest;
import dev.pipy.control.v1.CloseConnectionsResponse;
import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Closes client connections.
@Command(
    name = "close",
    description = "Close client connections at once; what is under way on them is cut off.",
    footer = {
      "  pipyctl connections close 4711 4712",
      "  pipyctl connections close --listener :8000 --yes"
    })
final class CloseConnectionsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of connections.")
  List<Long> ids = new ArrayList<>();

  @Option(
      names = "--listener",
      paramLabel = "ADDR",
      description = "All that came to this ip:port, or :port at any address.")
  String listener = "";

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Only those of this program.")
  String program = "";

  private final Session session;

  CloseConnectionsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (ids.isEmpty() == listener.isEmpty()) {
      throw CommandFailure.usage(
          "which connections? (expected: ids, or --listener)", "List them: pipyctl connections");
    }
    Close.run(this);
    return 0;
  }

  /// Asks, closes, and says how many it were.
  private static final class Close {

    static void run(CloseConnectionsCommand command) {
      Session session = command.session;
      Output output = session.output();
      CloseConnectionsRequest request =
          CloseConnectionsRequest.newBuilder()
              .addAllIds(command.ids)
              .setListener(command.listener)
              .setProgram(command.program)
              .build();
      session.confirm("Close %s on %s?".formatted(what(command), session.target()));
      try (ControlClient client = session.connect()) {
        CloseConnectionsResponse response =
            client.call(
                ConnectionServiceGrpc::newBlockingStub, stub -> stub.closeConnections(request));
        output.one(
            response,
            String.valueOf(response.getClosed()),
            () ->
                output.line(
                    output.style().green("✓ ")
                        + Quantities.count(response.getClosed(), "connection")
                        + " closed."));
        SilentWorkers.warn(output, response.getSilentWorkersList(), "nothing of theirs is closed");
        output.note("  Who is left: pipyctl connections");
      }
    }

    private static String what(CloseConnectionsCommand command) {
      return command.ids.isEmpty()
          ? "all connections of " + command.listener
          : Quantities.count(command.ids.size(), "connection");
    }
  }
}
