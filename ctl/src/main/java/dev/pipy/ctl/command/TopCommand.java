package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What listeners do right now; [TopPage] shows it.
@Command(
    name = "top",
    description = "Show what listeners do right now, until Ctrl-C.",
    footer = {"  pipyctl top", "  pipyctl top --once --interval 10s -o json"})
final class TopCommand implements Callable<Integer> {

  @Option(names = "--once", description = "Only one interval; for scripts.")
  boolean once;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Time to measure over, 100ms to 1h. Default: 1s")
  Duration interval = Duration.ofSeconds(1);

  private final Session session;

  TopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new TopPage(session, once, interval).run().number();
  }
}
