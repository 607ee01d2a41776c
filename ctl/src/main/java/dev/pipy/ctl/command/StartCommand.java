package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.Program;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.Provenance;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Output;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Starts a program that was stopped, or that does not run as it should.
@Command(
    name = "start",
    description = "Start a stopped program again, at the revision that was stopped or another.",
    footer = {"  pipyctl start proxy", "  pipyctl start proxy r41"})
final class StartCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "Name of the program. Default: that of the context.")
  @Nullable String program;

  @Parameters(
      index = "1",
      paramLabel = "REV",
      arity = "0..1",
      description = "Default: the revision that was active last.")
  @Nullable String revision;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why.")
  String message = "";

  private final Session session;

  StartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    long number = revision == null ? 0 : Revisions.parse("REV", revision);
    String name = session.program(program);
    return session.change("start " + name, each -> Start.run(each, name, number, message));
  }

  /// Looks whether there is something to do, starts, and says what became of it.
  private static final class Start {

    static int run(Session session, String name, long number, String message) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        Program program = Programs.named(client, name);
        boolean runs = program.getActiveRevision() != 0 && program.getProblem().isEmpty();
        if (runs && number != 0 && number != program.getActiveRevision()) {
          throw new CommandFailure(
              Failure.local(
                  ExitCode.CONFLICT,
                  name + " runs already, at " + Revisions.name(program.getActiveRevision()),
                  "Change to another revision: pipyctl rollback "
                      + name
                      + " --to "
                      + Revisions.name(number)));
        }
        // asked for even if it runs: the server's answer is then that nothing was changed
        RollbackResponse response =
            client.call(
                DeploymentServiceGrpc::newBlockingStub,
                stub -> stub.rollback(request(program, number, message)));
        String started = name + " " + Revisions.name(response.getRevision().getNumber());
        output.one(response, started, () -> show(output, started, response));
        return 0;
      }
    }

    /// Of a stopped program the server knows the revision that was stopped; one that failed to run
    /// still has its active one.
    private static RollbackRequest request(Program program, long number, String message) {
      return RollbackRequest.newBuilder()
          .setProgram(program.getName())
          .setRevision(number == 0 ? program.getActiveRevision() : number)
          .setMessage(message)
          .setAuthor(Provenance.author(Path.of("")))
          .setRequestId(UUID.randomUUID().toString())
          .build();
    }

    private static void show(Output output, String started, RollbackResponse response) {
      String done = output.style().green("✓ ");
      if (response.getNoChange()) {
        output.line(done + started + " runs already; nothing was changed.");
        return;
      }
      output.line(done + Swap.of(response).sentence());
      Swap.of(response).listenerLines().forEach(output::line);
      String program = response.getRevision().getProgram();
      output.note("  Stop: pipyctl stop " + program + "      Watch: pipyctl logs -f -c " + program);
    }
  }
}
