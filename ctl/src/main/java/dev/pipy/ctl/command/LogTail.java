package dev.pipy.ctl.command;

import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LogLine;
import dev.pipy.control.v1.LogServiceGrpc;
import dev.pipy.control.v1.TailLogsRequest;
import dev.pipy.control.v1.TailLogsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Quantities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Prints log lines as they come.
final class LogTail {

  private static final int MOST_LINES = 10_000;

  private final LogsCommand command;
  private final Session session;
  private final Output output;

  /// What does not follow is shown once it is all there: who reads page by page is slow.
  private final List<String> lines = new ArrayList<>();

  LogTail(LogsCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output();
  }

  void run() {
    if (command.tail < 0 || command.tail > MOST_LINES) {
      throw CommandFailure.usage(
          "--tail: " + command.tail + " (expected: 0 to " + MOST_LINES + ")");
    }
    TailLogsRequest.Builder request =
        TailLogsRequest.newBuilder()
            .setTail(command.tail)
            .setFollow(command.follow)
            .setLevel(level(command.level))
            .setProgram(command.program)
            .setContains(command.grep)
            .setPattern(command.regex)
            .setLogger(command.logger)
            .setGeneration(command.generation);
    if (command.since != null) {
      request.setSince(ProtoTimes.of(Instant.now().minus(command.since)));
    }
    try (ControlClient client = session.connect()) {
      client.stream(
          LogServiceGrpc::newBlockingStub, stub -> stub.tailLogs(request.build()), this::take);
    } finally {
      lines.forEach(output::line);
    }
  }

  private void take(TailLogsResponse response) {
    switch (response.getItemCase()) {
      case LINE -> {
        String line = text(response.getLine());
        if (command.follow) {
          output.line(line);
        } else {
          lines.add(line);
        }
      }
      case DROPPED ->
          output.warn("… " + Quantities.count(response.getDropped(), "line") + " lost, too slow");
      case HEARTBEAT, ITEM_NOT_SET -> {}
    }
  }

  private String text(LogLine line) {
    return switch (output.format()) {
      case JSON, JSONL -> ProtoText.jsonLine(line);
      case YAML -> "---\n" + ProtoText.yaml(line);
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR -> line.getText();
      case WIDE ->
          Quantities.dateTime(ProtoTimes.of(line.getTime())) + plain(line, line.getLogger() + "  ");
      case TABLE -> Quantities.time(ProtoTimes.of(line.getTime())) + plain(line, "");
    };
  }

  private String plain(LogLine line, String logger) {
    String program = line.getProgram().isEmpty() ? "" : line.getProgram() + "  ";
    return "  " + level(line.getLevel()) + "  " + program + logger + line.getText();
  }

  private String level(LogLevel level) {
    return switch (level) {
      case LOG_LEVEL_ERROR -> output.style().red("ERROR");
      case LOG_LEVEL_WARN -> output.style().yellow("WARN ");
      case LOG_LEVEL_INFO -> "INFO ";
      case LOG_LEVEL_DEBUG -> output.style().dim("DEBUG");
      case LOG_LEVEL_TRACE -> output.style().dim("TRACE");
      case LOG_LEVEL_UNSPECIFIED, UNRECOGNIZED -> "     ";
    };
  }

  static LogLevel level(LogsCommand.Level level) {
    return switch (level) {
      case ERROR -> LogLevel.LOG_LEVEL_ERROR;
      case WARN -> LogLevel.LOG_LEVEL_WARN;
      case INFO -> LogLevel.LOG_LEVEL_INFO;
      case DEBUG -> LogLevel.LOG_LEVEL_DEBUG;
      case TRACE -> LogLevel.LOG_LEVEL_TRACE;
    };
  }
}
