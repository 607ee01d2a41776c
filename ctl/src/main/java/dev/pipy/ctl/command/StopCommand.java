package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.GetServerInfoRequest;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.control.v1.StopRequest;
import dev.pipy.control.v1.StopResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Stops a program.
@Command(
    name = "stop",
    description = "Close a program's listeners, drain its connections, keep its revisions.",
    footer = {"  pipyctl stop proxy", "  pipyctl stop proxy --drain-timeout 10s --yes"})
final class StopCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "Name of the program. Default: that of the context.")
  @Nullable String program;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description = "How long connections may go on before they are cut.")
  @Nullable Duration drainTimeout;

  private final Session session;

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String name = session.program(program);
    return session.each(each -> {
      Stop.run(each, name, drainTimeout);
      return 0;
    });
  }

  /// Asks, stops, and says what became of it.
  private static final class Stop {

    static void run(Session session, String program, @Nullable Duration drain) {
      Output output = session.output();
      StopRequest.Builder request = StopRequest.newBuilder().setProgram(program);
      if (drain != null) {
        request.setDrainTimeout(ProtoTimes.of(drain));
      }
      try (ControlClient client = session.connect()) {
        agree(session, client, program);
        Duration patience =
            session.options().timeout.plus(drain == null ? defaultDrain(client) : drain);
        StopResponse response =
            client.call(
                patience,
                DeploymentServiceGrpc::newBlockingStub,
                stub -> stub.stop(request.build()));
        output.one(response, program, () -> show(output, program, response));
      }
    }

    private static void agree(Session session, ControlClient client, String program) {
      if (session.options().yes || !session.canAsk()) {
        session.confirm("stop " + program + "?");
        return;
      }
      long connections = Programs.named(client, program).getConnections();
      session.confirm(
          "Stop %s on %s (%s)?"
              .formatted(program, session.target(), Quantities.count(connections, "connection")));
    }

    /// The call lasts as long as the connections do, so its deadline depends on the server.
    private static Duration defaultDrain(ControlClient client) {
      return ProtoTimes.of(
          client
              .call(
                  ServerServiceGrpc::newBlockingStub,
                  stub -> stub.getServerInfo(GetServerInfoRequest.getDefaultInstance()))
              .getDefaultDrainTimeout());
    }

    private static void show(Output output, String program, StopResponse response) {
      String done = output.style().green("✓ ");
      if (response.getRevision() == 0) {
        output.line(done + program + " was stopped already; nothing was changed.");
        return;
      }
      output.line(
          done
              + program
              + " is stopped (was "
              + Revisions.name(response.getRevision())
              + "); "
              + Quantities.count(response.getCutConnections(), "connection")
              + " cut.");
      Swap.listenerLines(response.getListenersList()).forEach(output::line);
      output.note("  Start again: pipyctl start " + program);
    }
  }
}
