package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.RollbackRequest;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.Provenance;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes an earlier revision the active one.
@Command(
    name = "rollback",
    description = "Make an earlier revision the active one again.",
    footer = {"  pipyctl rollback proxy", "  pipyctl rollback proxy --to r41 --yes"})
final class RollbackCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "Name of the program. Default: that of the context.")
  @Nullable String program;

  @Option(
      names = "--to",
      paramLabel = "REV",
      description = "Default: the last revision that was active before the present one.")
  @Nullable String to;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why.")
  String message = "";

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description = "How long connections may stay on the replaced revision.")
  @Nullable Duration drainTimeout;

  private final Session session;

  RollbackCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    long revision = to == null ? 0 : Revisions.parse("--to", to);
    String name = session.program(program);
    return session.each(each -> {
      Rollback.run(each, this, name, revision);
      return 0;
    });
  }

  /// Asks, goes back, and says what became of it.
  private static final class Rollback {

    static void run(Session session, RollbackCommand command, String program, long revision) {
      Output output = session.output();
      RollbackRequest.Builder request =
          RollbackRequest.newBuilder()
              .setProgram(program)
              .setRevision(revision)
              .setMessage(command.message)
              .setAuthor(Provenance.author(Path.of("")))
              .setRequestId(UUID.randomUUID().toString());
      if (command.drainTimeout != null) {
        request.setDrainTimeout(ProtoTimes.of(command.drainTimeout));
      }
      try (ControlClient client = session.connect()) {
        agree(session, client, request);
        RollbackResponse response = send(client, request.build());
        String name = program + " r" + response.getRevision().getNumber();
        output.one(response, name, () -> show(output, name, response));
      }
    }

    /// What was shown when the user agreed is what the server must still find.
    private static void agree(
        Session session, ControlClient client, RollbackRequest.Builder request) {
      String program = request.getProgram();
      if (!session.options().yes && session.canAsk()) {
        long active = Programs.named(client, program).getActiveRevision();
        request.setExpectedRevision(active);
        String to =
            request.getRevision() == 0
                ? "the revision active before it"
                : Revisions.name(request.getRevision());
        session.confirm(
            "Roll back %s from %s to %s on %s?"
                .formatted(program, Revisions.name(active), to, session.target()));
      } else {
        session.confirm("roll back " + program + "?");
      }
    }

    private static RollbackResponse send(ControlClient client, RollbackRequest request) {
      try {
        return client.call(DeploymentServiceGrpc::newBlockingStub, stub -> stub.rollback(request));
      } catch (CommandFailure failed) {
        Failure failure = failed.failure();
        List<String> hints =
            failure.exit() == ExitCode.UNREACHABLE || failure.exit() == ExitCode.NOT_FOUND
                ? List.of()
                : new Programs(client).serving(request.getProgram(), failure).stream().toList();
        throw new CommandFailure(failure.withHintsFirst(hints), failed);
      }
    }

    private static void show(Output output, String name, RollbackResponse response) {
      String done = output.style().green("✓ ");
      if (response.getNoChange()) {
        output.line(done + name + " is active already; nothing was changed.");
        return;
      }
      Swap swap = Swap.of(response);
      output.line(done + swap.sentence());
      swap.listenerLines().forEach(output::line);
      output.note("  See: pipyctl history " + response.getRevision().getProgram());
    }
  }
}
