package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.ListProgramsResponse;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a server, or of one program on it.
record StatusPage(Session session, @Nullable String program) {

  ExitCode run() {
    Output output = session.output();
    try (ControlClient client = session.connect()) {
      GetStatusResponse all =
          client.call(
              ServerServiceGrpc::newBlockingStub,
              stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
      GetStatusResponse status = program == null ? all : only(program, all);
      output.list(status, status.getProgramsList(), Program::getName, () -> print(output, status));
      return status.getHealthy() ? ExitCode.DONE : ExitCode.REFUSED;
    }
  }

  /// The programs alone.
  int list() {
    Output output = session.output();
    try (ControlClient client = session.connect()) {
      ListProgramsResponse response =
          client.call(
              DeploymentServiceGrpc::newBlockingStub,
              stub -> stub.listPrograms(ListProgramsRequest.getDefaultInstance()));
      output.list(
          response,
          response.getProgramsList(),
          Program::getName,
          () -> output.table(programs(output, response.getProgramsList())));
      return 0;
    }
  }

  private static GetStatusResponse only(String program, GetStatusResponse all) {
    Program found =
        all.getProgramsList().stream()
            .filter(candidate -> candidate.getName().equals(program))
            .findFirst()
            .orElseThrow(() -> Programs.unknown(program, all.getProgramsList()));
    return all.toBuilder()
        .clearPrograms()
        .addPrograms(found)
        .clearListeners()
        .addAllListeners(
            all.getListenersList().stream()
                .filter(listener -> listener.getProgram().equals(program))
                .toList())
        .setHealthy(found.getProblem().isEmpty() && !all.getDraining())
        .build();
  }

  private void print(Output output, GetStatusResponse status) {
    String state =
        status.getDraining()
            ? output.style().yellow("draining")
            : status.getHealthy()
                ? output.style().green("✓ healthy")
                : output.style().red("✗ not healthy");
    Duration uptime = ProtoTimes.of(status.getUptime());
    output.line(session.target() + "  " + state + ", up " + Quantities.age(uptime));
    if (status.hasDrain()) {
      output.line(output.style().yellow(ServerDrain.text(status.getDrain())));
      output.note("Back into service: pipyctl undrain");
    }
    if (status.getProgramsCount() == 0) {
      output.note("Nothing is deployed yet: pipyctl deploy DIR");
      return;
    }
    output.line("");
    output.table(programs(output, status.getProgramsList()));
    if (status.getListenersCount() > 0) {
      output.line("");
      output.table(ListenerTable.of(output, status.getListenersList(), Column.WIDE));
    }
  }

  private static Table programs(Output output, List<Program> programs) {
    Table table =
        new Table(output.format())
            .column("PROGRAM", Column.TEXT)
            .column("STATE", Column.TEXT)
            .column("ACTIVE", Column.TEXT)
            .column("LATEST", Column.TEXT)
            .column("GEN", Column.NUMBER)
            .column("SINCE", Column.TEXT)
            .column("CONNS", Column.NUMBER)
            .column("DRAINING", Column.NUMBER)
            .column("NOTE", Column.FLEXIBLE)
            .column("LISTENERS", Column.WIDE);
    for (Program program : programs) {
      table.row(
          program.getName(),
          state(program),
          program.getActiveRevision() == 0 ? "-" : Revisions.name(program.getActiveRevision()),
          Revisions.name(program.getLatestRevision()),
          String.valueOf(program.getGeneration()),
          program.hasSince() ? since(program) : "-",
          String.valueOf(program.getConnections()),
          String.valueOf(program.getDrainingConnections()),
          program.getProblem(),
          String.join(" ", program.getListenersList()));
    }
    return table;
  }

  private static String state(Program program) {
    if (!program.getProblem().isEmpty()) {
      return "FAILED";
    }
    return program.getActiveRevision() == 0 ? "STOPPED" : "LIVE";
  }

  private static String since(Program program) {
    return Quantities.age(Duration.between(ProtoTimes.of(program.getSince()), Instant.now()));
  }
}
