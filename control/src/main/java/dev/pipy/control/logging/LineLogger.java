package dev.pipy.control.logging;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/// A logger that hands its entries to the writer.
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {

  private static final long serialVersionUID = 1;
  private static final String SCRIPT = "script.";

  private final transient LogThreshold threshold;
  private final transient LogWriter writer;
  private final Level lowest;

  LineLogger(String name, LogThreshold threshold, LogWriter writer) {
    this.name = name;
    this.threshold = threshold;
    this.writer = writer;
    this.lowest = LogThreshold.lowestOf(name);
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= threshold.level().toInt() && level.toInt() >= lowest.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  /// A fluent call, with its key-values.
  @Override
  public void log(LoggingEvent event) {
    if (isEnabled(event.getLevel())) {
      var arguments = event.getArgumentArray();
      write(
          event.getLevel(),
          arguments == null
              ? event.getMessage()
              : MessageFormatter.basicArrayFormat(event.getMessage(), arguments),
          event.getKeyValuePairs(),
          event.getThrowable());
    }
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    write(
        level,
        arguments == null ? message : MessageFormatter.basicArrayFormat(message, arguments),
        null,
        failure);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  private void write(
      Level level,
      @Nullable String message,
      @Nullable List<KeyValuePair> facts,
      @Nullable Throwable failure) {
    writer.offer(
        new LogEntry(
            0,
            Instant.now(),
            level,
            name,
            program(facts),
            LogText.of(String.valueOf(message), facts, failure),
            writer.wantsParts() ? LogParts.of(String.valueOf(message), facts, failure) : null));
  }

  private String program(@Nullable List<KeyValuePair> facts) {
    if (name.startsWith(SCRIPT)) {
      return name.substring(SCRIPT.length());
    }
    if (facts != null) {
      for (var fact : facts) {
        if (fact.key.equals("program")) {
          return String.valueOf(fact.value);
        }
      }
    }
    return "";
  }
}
