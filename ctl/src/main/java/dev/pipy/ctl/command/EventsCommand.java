package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What happens to the server and its programs; [EventTail] shows it.
@Command(
    name = "events",
    description = {
      "Show what happened lately: deploys, swaps, rollbacks, listeners, drains, and who did it.",
      "The server keeps the last 1000 events."
    },
    footer = {
      "  pipyctl events",
      "  pipyctl events -f -c proxy",
      "  pipyctl events --since 10m -o jsonl"
    })
final class EventsCommand implements Callable<Integer> {

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new events until Ctrl-C.")
  boolean follow;

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Only events of this program.")
  String program = "";

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "NUMBER",
      description = "Events of the past to start with, up to 1000. Default: 100")
  int tail = 100;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only events since so long ago, such as 10m.")
  @Nullable Duration since;

  private final Session session;

  EventsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    new EventTail(this, session).run();
    return 0;
  }
}
