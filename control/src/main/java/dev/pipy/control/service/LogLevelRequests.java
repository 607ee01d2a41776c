package dev.pipy.control.service;

import com.google.protobuf.util.Durations;
import dev.pipy.control.logging.LogLevels;
import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.ListLogLevelsRequest;
import dev.pipy.control.v1.ListLogLevelsResponse;
import dev.pipy.control.v1.LogLevel;
import dev.pipy.control.v1.LoggerLevel;
import dev.pipy.control.v1.SetLogLevelRequest;
import dev.pipy.control.v1.SetLogLevelResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Shows and sets levels of loggers.
final class LogLevelRequests {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");
  private static final Duration USUAL = Duration.ofMinutes(10);
  private static final Pattern NAME = Pattern.compile("[-A-Za-z0-9_$]+(\\.[-A-Za-z0-9_$]+)*");
  private static final int LONGEST_NAME = 200;
  private static final long LONGEST_SECONDS = 24 * 3600;

  private final LogLevels levels;
  private final EventLog events;

  LogLevelRequests(LogLevels levels, EventLog events) {
    this.levels = levels;
    this.events = events;
    levels.onRestore(this::restored);
  }

  private void restored(LogLevels.SetLevel over) {
    var now = word(levels.of(over.logger()).level());
    LOG.info("The level of {} is {} again", name(over.logger()), now);
    events.add(
        Event.Kind.KIND_LOG_LEVEL_RESTORED,
        Event.newBuilder()
            .setText("the level of " + name(over.logger()) + " is " + now + " again"));
  }

  ListLogLevelsResponse list(ListLogLevelsRequest request) {
    check(new FieldCheck(), request.getLogger()).orThrow();
    return ListLogLevelsResponse.newBuilder()
        .addAllLevels(
            levels.list(request.getLogger()).stream().map(LogLevelRequests::message).toList())
        .build();
  }

  SetLogLevelResponse set(SetLogLevelRequest request) {
    var fields = check(new FieldCheck(), request.getLogger());
    if (request.getLevel() == LogLevel.UNRECOGNIZED) {
      fields.violation("level", "not known");
    }
    if (request.hasDuration() && !isGood(request.getDuration())) {
      fields.violation("duration", "out of range (expected: 1 second to 24 hours)");
    }
    fields.orThrow();
    var logger = request.getLogger();
    var before = levels.of(logger).level();
    if (request.getLevel() == LogLevel.LOG_LEVEL_UNSPECIFIED) {
      levels.restore(logger);
    } else {
      var length = request.hasDuration() ? Messages.of(request.getDuration()) : USUAL;
      if (levels.set(logger, level(request.getLevel()), length) == null) {
        throw OperationErrors.tooManyLogLevels(LogLevels.MOST_SET);
      }
    }
    var now = levels.of(logger);
    tell(logger, before, now);
    return SetLogLevelResponse.newBuilder()
        .setLevel(message(now))
        .setPrevious(LogService.level(before))
        .setLoggers(levels.count(logger))
        .build();
  }

  private void tell(String logger, Level before, LogLevels.Shown now) {
    var text =
        "the level of %s is %s (was %s)".formatted(name(logger), word(now.level()), word(before));
    LOG.info("By a call, {}", text);
    events.add(Event.Kind.KIND_LOG_LEVEL_CHANGED, Event.newBuilder().setText(text));
  }

  private static boolean isGood(com.google.protobuf.Duration duration) {
    return Durations.isValid(duration)
        && duration.getSeconds() >= 1
        && Durations.compare(duration, Durations.fromSeconds(LONGEST_SECONDS)) <= 0;
  }

  private static FieldCheck check(FieldCheck fields, String logger) {
    return logger.isEmpty() || (logger.length() <= LONGEST_NAME && NAME.matcher(logger).matches())
        ? fields
        : fields.violation(
            "logger",
            "\""
                + FieldCheck.shortened(logger)
                + "\" (expected: a name such as pipy.connect, at most "
                + LONGEST_NAME
                + " characters)");
  }

  private static LoggerLevel message(LogLevels.Shown shown) {
    var message =
        LoggerLevel.newBuilder()
            .setLogger(shown.logger())
            .setLevel(LogService.level(shown.level()));
    var source = shown.source();
    if (source != null) {
      message.setSet(true).setUntil(Messages.of(source.until()));
    }
    return message.build();
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case LOG_LEVEL_ERROR -> Level.ERROR;
      case LOG_LEVEL_WARN -> Level.WARN;
      case LOG_LEVEL_DEBUG -> Level.DEBUG;
      case LOG_LEVEL_TRACE -> Level.TRACE;
      case LOG_LEVEL_INFO, LOG_LEVEL_UNSPECIFIED, UNRECOGNIZED -> Level.INFO;
    };
  }

  private static String name(String logger) {
    return logger.isEmpty() ? "all loggers" : logger;
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
