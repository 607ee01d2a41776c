package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Takes a server out of service; [ServerDrain] does it.
@Command(
    name = "drain",
    description = {
      "Take the server out of service, without ending it: readiness goes off at once, clients",
      "leave as they finish. Ports stay open, and who comes all the same is served.",
      "With --wait, exits with 10 if connections are left when the time is over."
    },
    footer = {
      "  pipyctl drain",
      "  pipyctl drain --delay 10s --drain-timeout 60s --wait",
      "  pipyctl drain --reason 'kernel update'"
    })
final class DrainCommand implements Callable<Integer> {

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description =
          "How long clients may stay yet while readiness is off. Default: the server's"
              + " pre-stop-delay")
  @Nullable Duration delay;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description =
          "How long after that until what is left is cut. Default: the server's drain-timeout")
  @Nullable Duration drainTimeout;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for who looks at events.")
  String reason = "";

  @Option(
      names = {"-w", "--wait"},
      description = "Return when no connection is left.")
  boolean wait;

  private final Session session;

  DrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.change("drain", each -> new ServerDrain(each).begin(this));
  }
}
