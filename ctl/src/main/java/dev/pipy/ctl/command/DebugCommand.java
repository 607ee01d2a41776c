package dev.pipy.ctl.command;

import dev.pipy.control.v1.DebugServiceGrpc;
import dev.pipy.control.v1.GetThreadDumpRequest;
import dev.pipy.control.v1.GetThreadDumpResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What somebody needs who looks for a fault.
@Command(
    name = "debug",
    description = "Gather what somebody needs who looks for a fault.",
    footer = {"  pipyctl debug bundle", "  pipyctl debug threads"})
final class DebugCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand (expected: bundle or threads)");
  }

  /// All of it in a file.
  @Command(
      name = "bundle",
      description = {
        "Write an archive with version, status, graphs, connections, metrics, log, events,",
        "configuration and threads of the server. Secrets are hidden, codebases left out."
      },
      footer = {"  pipyctl debug bundle", "  pipyctl debug bundle fault.tar.gz --logs 5000"})
  static final class BundleCommand implements Callable<Integer> {

    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "Where to. Default: pipy-debug-TARGET-TIME.tar.gz in the present folder")
    @Nullable Path file;

    @Option(
        names = "--logs",
        paramLabel = "NUMBER",
        description = "Lines of the log, up to 10000. Default: 2000")
    int logs = 2000;

    @Option(names = "--force", description = "Replace a file that is there.")
    boolean force;

    private final Session session;

    BundleCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      return new BundleWriting(this, session).run();
    }
  }

  /// What the server's threads do.
  @Command(
      name = "threads",
      description = "Print what all threads of the server do right now.",
      footer = {"  pipyctl debug threads", "  pipyctl debug threads | grep -A9 worker"})
  static final class ThreadsCommand implements Callable<Integer> {

    private final Session session;

    ThreadsCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      Threads.print(session);
      return 0;
    }
  }

  /// Asks the server; loaded when that is to be done.
  private static final class Threads {

    static void print(Session session) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        GetThreadDumpResponse dump =
            client.call(
                DebugServiceGrpc::newBlockingStub,
                stub -> stub.getThreadDump(GetThreadDumpRequest.getDefaultInstance()));
        output.one(dump, "threads", () -> output.line(dump.getText().stripTrailing()));
        if (dump.getTruncated()) {
          output.warn("threads are missing: there is no room for more");
        }
      }
    }
  }
}
