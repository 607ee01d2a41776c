package dev.pipy.ctl.command;

import dev.pipy.control.v1.ConnectionServiceGrpc;
import dev.pipy.control.v1.Generation;
import dev.pipy.control.v1.ListGenerationsRequest;
import dev.pipy.control.v1.ListGenerationsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The versions of programs that have streams.
@Command(
    name = "generations",
    description = "List the versions of programs that serve connections, or still finish some.",
    footer = {"  pipyctl generations", "  pipyctl generations -o json"})
final class GenerationsCommand implements Callable<Integer> {

  private final Session session;

  GenerationsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Generations.show(session);
    return 0;
  }

  /// Asks for them.
  private static final class Generations {

    static void show(Session session) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        ListGenerationsResponse all =
            client.call(
                ConnectionServiceGrpc::newBlockingStub,
                stub -> stub.listGenerations(ListGenerationsRequest.getDefaultInstance()));
        output.list(
            all,
            all.getGenerationsList(),
            generation -> generation.getProgram() + "/" + generation.getNumber(),
            () -> print(output, all));
      }
    }

    private static void print(Output output, ListGenerationsResponse all) {
      Table table =
          new Table(output.format())
              .column("PROGRAM", Column.TEXT)
              .column("GEN", Column.NUMBER)
              .column("REV", Column.TEXT)
              .column("STATE", Column.TEXT)
              .column("CONNS", Column.NUMBER)
              .column("SINCE", Column.TEXT);
      for (Generation generation : all.getGenerationsList()) {
        table.row(
            generation.getProgram(),
            String.valueOf(generation.getNumber()),
            Revisions.name(generation.getRevision()),
            state(generation.getState()),
            String.valueOf(generation.getConnections()),
            Quantities.age(Duration.between(ProtoTimes.of(generation.getSince()), Instant.now())));
      }
      output.table(table);
    }

    private static String state(Generation.State state) {
      return switch (state) {
        case STATE_ACTIVE -> "active";
        case STATE_DRAINING -> "draining";
        case STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
      };
    }
  }
}
