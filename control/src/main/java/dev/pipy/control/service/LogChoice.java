package dev.pipy.control.service;

import com.google.protobuf.util.Timestamps;
import dev.pipy.control.logging.LinePattern;
import dev.pipy.control.logging.LogEntry;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.TailLogsRequest;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Which lines somebody wants. What costs least is asked first.
///
/// @param lowest level, as a number
/// @param program empty for all
/// @param generation 0 for all
/// @param logger empty for all
/// @param since null for any time
/// @param contains a part of the text
/// @param pattern null for any text
record LogChoice(
    int lowest,
    String program,
    long generation,
    String logger,
    @Nullable Instant since,
    String contains,
    @Nullable LinePattern pattern)
    implements Predicate<LogEntry> {

  /// What a request asks for; throws if it is no valid one.
  static LogChoice of(TailLogsRequest request) {
    var fields = new FieldCheck();
    if (request.getLevel() == LogLevel.UNRECOGNIZED) {
      fields.violation("level", "not known");
    }
    if (!Timestamps.isValid(request.getSince())) {
      fields.violation("since", "no time");
    }
    if (request.getGeneration() < 0) {
      fields.violation("generation", request.getGeneration() + " (expected: 0 or more)");
    }
    fields.text("contains", request.getContains()).text("logger", request.getLogger());
    var pattern = pattern(request.getPattern(), fields);
    fields.orThrow();
    return new LogChoice(
        lowest(request.getLevel()),
        request.getProgram(),
        request.getGeneration(),
        request.getLogger(),
        request.hasSince()
            ? Instant.ofEpochSecond(request.getSince().getSeconds(), request.getSince().getNanos())
            : null,
        request.getContains(),
        pattern);
  }

  private static int lowest(LogLevel level) {
    return switch (level) {
      case LOG_LEVEL_ERROR -> Level.ERROR.toInt();
      case LOG_LEVEL_WARN -> Level.WARN.toInt();
      case LOG_LEVEL_INFO -> Level.INFO.toInt();
      case LOG_LEVEL_DEBUG -> Level.DEBUG.toInt();
      case LOG_LEVEL_TRACE, LOG_LEVEL_UNSPECIFIED, UNRECOGNIZED -> Level.TRACE.toInt();
    };
  }

  private static @Nullable LinePattern pattern(String text, FieldCheck fields) {
    if (text.isEmpty()) {
      return null;
    }
    if (text.length() > LinePattern.LONGEST) {
      fields.violation(
          "pattern", text.length() + " characters (expected: at most " + LinePattern.LONGEST + ")");
      return null;
    }
    try {
      return new LinePattern(text);
    } catch (PatternSyntaxException complaint) {
      fields.violation(
          "pattern",
          "no regular expression: "
              + complaint.getDescription()
              + (complaint.getIndex() < 0 ? "" : " at character " + (complaint.getIndex() + 1)));
      return null;
    }
  }

  @Override
  public boolean test(LogEntry entry) {
    return entry.level().toInt() >= lowest
        && (program.isEmpty() || entry.program().equals(program))
        && (generation == 0 || entry.generation() == generation)
        && (logger.isEmpty() || isUnder(entry.logger()))
        && (since == null || !entry.time().isBefore(since))
        && entry.text().contains(contains)
        && (pattern == null || pattern.matches(entry.text()));
  }

  private boolean isUnder(String name) {
    return name.equals(logger) || name.startsWith(logger + ".");
  }

  /// Throws if the pattern took too long on some line.
  void checkPattern() {
    if (pattern != null && pattern.isTooSlow()) {
      new FieldCheck()
          .violation("pattern", "takes too long on a line (expected: one without nested repeats)")
          .orThrow();
    }
  }
}
