package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.ListProgramsRequest;
import dev.pipy.control.v1.Program;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.host.Interrupts;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Output;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Waits until something is so.
@Command(
    name = "wait",
    description = {
      "Wait until a program is as it should be. Exits with 10 when the time is over,",
      "which is 60s unless --timeout says otherwise."
    },
    footer = {
      "  pipyctl wait proxy --for healthy",
      "  pipyctl wait proxy --for active=r43 --timeout 2m",
      "  pipyctl wait proxy --for drained"
    })
final class WaitCommand implements Callable<Integer> {

  private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "Name of the program. Default: that of the context.")
  @Nullable String program;

  @Option(
      names = "--for",
      paramLabel = "CONDITION",
      required = true,
      description =
          "active=REV: this revision serves; healthy: one serves, and nothing is wrong; drained: no"
              + " connection is left on an older revision.")
  String condition = "";

  @Spec @Nullable CommandSpec spec;

  private final Session session;

  WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String name = session.program(program);
    Condition wanted = Condition.parse(condition);
    Duration limit = isTimeoutGiven() ? session.options().timeout : USUAL_LIMIT;
    return session.look(each -> new Waiting(each, name, wanted, limit).run());
  }

  /// The option is one of all commands, with a default for calls.
  private boolean isTimeoutGiven() {
    return !session.host().variable("PIPYCTL_TIMEOUT").isEmpty()
        || (spec != null
            && Stream.of(spec, spec.root())
                .anyMatch(command ->
                    command.commandLine().getParseResult().hasMatchedOption("--timeout")));
  }

  /// What is waited for.
  ///
  /// @param revision 0 if it does not matter
  private record Condition(String text, long revision) {

    static Condition parse(String text) {
      if (text.equals("healthy") || text.equals("drained")) {
        return new Condition(text, 0);
      }
      if (text.startsWith("active=")) {
        return new Condition(text, Revisions.parse("--for active", text.substring(7)));
      }
      throw CommandFailure.usage("--for: " + text + " (expected: active=REV, healthy or drained)");
    }

    boolean holds(Program program) {
      boolean serves = program.getActiveRevision() != 0 && program.getProblem().isEmpty();
      return switch (text) {
        case "healthy" -> serves;
        case "drained" -> program.getDrainingConnections() == 0;
        default -> serves && program.getActiveRevision() == revision;
      };
    }
  }

  /// Asks again and again. A server that is not there yet may come.
  private static final class Waiting {

    private static final long MILLIS_BETWEEN_LOOKS = 200;

    private final Session session;
    private final String name;
    private final Condition condition;
    private final Duration limit;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private String last = "no answer yet";

    Waiting(Session session, String name, Condition condition, Duration limit) {
      this.session = session;
      this.name = name;
      this.condition = condition;
      this.limit = limit;
    }

    int run() {
      Output output = session.output();
      long end = System.nanoTime() + limit.toNanos();
      try (ControlClient client = session.connect();
          Interrupts.Registration _ =
              session.host().interrupts().onInterrupt(interrupted::countDown)) {
        while (true) {
          Program program = look(client);
          if (program != null && condition.holds(program)) {
            output.one(program, name, () -> show(output, program));
            return 0;
          }
          if (System.nanoTime() > end) {
            throw new CommandFailure(
                Failure.local(
                    ExitCode.TIMED_OUT,
                    "%s: not %s within %d s: %s"
                        .formatted(name, condition.text(), limit.toSeconds(), last),
                    "See: pipyctl status " + name));
          }
          if (interrupted.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
            return ExitCode.INTERRUPTED.number();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCode.INTERRUPTED.number();
      }
    }

    private @Nullable Program look(ControlClient client) {
      try {
        Program found =
            client
                .call(
                    DeploymentServiceGrpc::newBlockingStub,
                    stub -> stub.listPrograms(ListProgramsRequest.getDefaultInstance()))
                .getProgramsList()
                .stream()
                .filter(program -> program.getName().equals(name))
                .findFirst()
                .orElse(null);
        last = found == null ? "there is no such program" : state(found);
        return found;
      } catch (CommandFailure failed) {
        ExitCode exit = failed.failure().exit();
        if (exit != ExitCode.UNREACHABLE && exit != ExitCode.TIMED_OUT) {
          throw failed;
        }
        last = failed.failure().message();
        return null;
      }
    }

    private static String state(Program program) {
      if (!program.getProblem().isEmpty()) {
        return program.getProblem();
      }
      return Revisions.name(program.getActiveRevision())
          + " is active, "
          + program.getDrainingConnections()
          + " connections drain";
    }

    private void show(Output output, Program program) {
      output.line(
          output.style().green("✓ ") + name + " is " + condition.text() + ": " + state(program));
    }
  }
}
