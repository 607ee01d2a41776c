package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the server and its scripts log; [LogTail] shows it.
@Command(
    name = "logs",
    description = "Show what the server and its scripts log.",
    footer = {
      "  pipyctl logs --tail 20",
      "  pipyctl logs -f -c proxy --level warn",
      "  pipyctl logs --since 10m --logger pipy.connect -e 'refused|timeout'"
    })
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

  @Option(
      names = {"-e", "--regex"},
      paramLabel = "REGEX",
      description = "Only lines in which something matches this regular expression.")
  String regex = "";

  @Option(
      names = "--logger",
      paramLabel = "LOGGER",
      description = "Only lines of this logger and those under it, such as pipy.connect.")
  String logger = "";

  @Option(
      names = {"--generation", "--gen"},
      paramLabel = "NUMBER",
      description = "Only lines of scripts of this generation.")
  long generation;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only lines since so long ago, such as 10m.")
  @Nullable Duration since;

  private final Session session;

  LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return follow ? show(session) : session.paged(this::show);
  }

  private int show(Session shown) {
    new LogTail(this, shown).run();
    return 0;
  }
}
