package dev.pipy.ctl.command;

import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListLogLevelsResponse;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.LoggerLevel;
import dev.pipy.control.v1.SetLogLevelRequest;
import dev.pipy.control.v1.SetLogLevelResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Levels of loggers on a server.
///
/// @param logger as the command line names it; null for all there are
record LogLevelPage(Session session, @Nullable String logger) {

  private static final String LEVEL = "LOG_LEVEL_";

  int show() {
    Output output = session.output();
    try (ControlClient client = session.connect()) {
      ListLogLevelsRequest request = ListLogLevelsRequest.newBuilder().setLogger(name()).build();
      ListLogLevelsResponse all =
          client.call(LogServiceGrpc::newBlockingStub, stub -> stub.listLogLevels(request));
      output.list(
          all, all.getLevelsList(), level -> title(level.getLogger()), () -> print(output, all));
    }
    return 0;
  }

  /// "" for all.
  private String name() {
    return logger == null || logger.equals(LogLevelCommand.ALL) ? "" : logger;
  }

  private static String title(String logger) {
    return logger.isEmpty() ? LogLevelCommand.ALL : logger;
  }

  private static void print(Output output, ListLogLevelsResponse all) {
    Table table =
        new Table(output.format())
            .column("LOGGER", Column.FLEXIBLE)
            .column("LEVEL", Column.TEXT)
            .column("BACK IN", Column.TEXT);
    for (LoggerLevel level : all.getLevelsList()) {
      table.row(title(level.getLogger()), word(level.getLevel()), left(level));
    }
    output.table(table);
    output.note("  Change one for a while: pipyctl log-level LOGGER debug --for 5m");
  }

  private static String left(LoggerLevel level) {
    return level.getSet()
        ? Quantities.age(Duration.between(Instant.now(), ProtoTimes.of(level.getUntil())))
        : "-";
  }

  /// @param level null to put it back
  /// @param length null for the server's default
  int set(LogsCommand.@Nullable Level level, @Nullable Duration length) {
    Output output = session.output();
    SetLogLevelRequest.Builder request = SetLogLevelRequest.newBuilder().setLogger(name());
    if (level != null) {
      request.setLevel(LogTail.level(level));
    }
    if (length != null) {
      request.setDuration(ProtoTimes.of(length));
    }
    try (ControlClient client = session.connect()) {
      SetLogLevelResponse response =
          client.call(LogServiceGrpc::newBlockingStub, stub -> stub.setLogLevel(request.build()));
      output.one(response, title(name()), () -> print(output, response));
    }
    return 0;
  }

  private void print(Output output, SetLogLevelResponse response) {
    LoggerLevel now = response.getLevel();
    String until =
        now.getSet() ? ", until " + Quantities.dateTime(ProtoTimes.of(now.getUntil())) : "";
    output.line(
        output.style().green("✓ ")
            + "%s logs %s and graver (was %s)%s."
                .formatted(
                    name().isEmpty() ? "everything" : name(),
                    word(now.getLevel()),
                    word(response.getPrevious()),
                    until));
    if (response.getLoggers() == 0) {
      output.note(
          "  No logger of that name has been used yet.  Which there are: pipyctl log-level");
    }
    String filter = name().isEmpty() ? "" : " --logger " + name();
    output.note(
        now.getSet()
            ? "  Watch: pipyctl logs -f%s      Back now: pipyctl log-level %s --reset"
                .formatted(filter, title(name()))
            : "  Watch: pipyctl logs -f" + filter);
  }

  private static String word(LogLevel level) {
    return level == LogLevel.UNRECOGNIZED
        ? "?"
        : level.name().substring(LEVEL.length()).toLowerCase(Locale.ROOT);
  }
}
