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

  private final transient LogWriter writer;
  private transient volatile int lowest;

  LineLogger(String name, Level lowest, LogWriter writer) {
    this.name = name;
    this.lowest = lowest.toInt();
    this.writer = writer;
  }

  /// From now on logs this level and graver ones.
  void use(Level lowest) {
    this.lowest = lowest.toInt();
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= lowest;
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
            generation(facts),
            LogText.of(String.valueOf(message), facts, failure),
            writer.wantsParts() ? LogParts.of(String.valueOf(message), facts, failure) : null));
  }

  private static long generation(@Nullable List<KeyValuePair> facts) {
    if (facts != null) {
      for (var fact : facts) {
        if (fact.key.equals(LogEntry.GENERATION) && fact.value instanceof Long number) {
          return number;
        }
      }
    }
    return 0;
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
