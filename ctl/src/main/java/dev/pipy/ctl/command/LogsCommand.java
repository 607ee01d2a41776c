package dev.pipy.ctl.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the server and its scripts log; [LogTail] shows it.
@Command(
    name = "logs",
    description = "Show what the server and its scripts log.",
    footer = {"  pipyctl logs --tail 20", "  pipyctl logs -f -c proxy --level warn"})
final class LogsCommand implements Callable<Integer> {

  /// The gravest first.
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new lines until Ctrl-C.")
  boolean follow;

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Only lines of this program.")
  String program = "";

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Only this level and graver ones: ${COMPLETION-CANDIDATES}.")
  Level level = Level.TRACE;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "NUMBER",
      description = "Lines of the past to start with, up to 10000. Default: 100")
  int tail = 100;

  @Option(names = "--grep", paramLabel = "TEXT", description = "Only lines that contain this.")
  String grep = "";

  private final Session session;

  LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    new LogTail(this, session).run();
    return 0;
  }
}
