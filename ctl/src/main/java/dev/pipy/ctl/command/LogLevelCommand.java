package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Levels of loggers; [LogLevelPage] shows and sets them.
@Command(
    name = "log-level",
    description = {
      "Show from which level on loggers log, or set it for a while.",
      "It goes back by itself; what shall stay is the server's option log-level."
    },
    footer = {
      "  pipyctl log-level",
      "  pipyctl log-level pipy.connect debug --for 5m",
      "  pipyctl log-level all warn",
      "  pipyctl log-level pipy.connect --reset"
    })
final class LogLevelCommand implements Callable<Integer> {

  /// What stands for the name of all loggers.
  static final String ALL = "all";

  @Parameters(
      index = "0",
      paramLabel = "LOGGER",
      arity = "0..1",
      description = "A logger, with those under it, such as pipy.connect or script.proxy; or all.")
  @Nullable String logger;

  @Parameters(
      index = "1",
      paramLabel = "LEVEL",
      arity = "0..1",
      description = "Log this level and graver ones: ${COMPLETION-CANDIDATES}.")
  LogsCommand.@Nullable Level level;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long, from 1s to 24h. Default: 10m")
  @Nullable Duration length;

  @Option(names = "--reset", description = "Put the logger's level back now.")
  boolean reset;

  private final Session session;

  LogLevelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (level == null && !reset) {
      if (length != null) {
        throw CommandFailure.usage(
            "--for: goes together with a level", "Such as: pipyctl log-level all debug --for 5m");
      }
      return session.look(each -> new LogLevelPage(each, logger).show());
    }
    if (logger == null || (level != null && reset)) {
      throw CommandFailure.usage(
          "--reset: goes together with a logger, and without a level",
          "Such as: pipyctl log-level pipy.connect --reset");
    }
    String what = "log-level " + logger + (level == null ? " --reset" : " " + level);
    return session.change(what, each -> new LogLevelPage(each, logger).set(level, length));
  }
}
