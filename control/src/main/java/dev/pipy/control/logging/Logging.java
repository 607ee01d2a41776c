package dev.pipy.control.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The logs of this process: makes loggers, knows the past, sets the level.
public final class Logging implements ILoggerFactory {

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final LogThreshold threshold = new LogThreshold();
  private final LogHistory history = new LogHistory();
  private final LogWriter writer;

  /// Writes to the output from a thread of its own.
  Logging(OutputStream output, ZoneId zone) {
    writer = new LogWriter(new TextLines(zone), output, history);
    writer.start();
  }

  /// That of this process.
  public static Logging ofProcess() {
    if (LoggerFactory.getILoggerFactory() instanceof Logging logging) {
      return logging;
    }
    throw new IllegalStateException("another SLF4J provider is on the class path");
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, _ -> new LineLogger(name, threshold, writer));
  }

  /// From now on, logs this level and graver ones.
  public void setLevel(Level level) {
    threshold.set(level);
  }

  /// Writes from now on to another place, or to the same file opened anew. Throws IOException if
  /// that cannot be written to; then nothing has changed.
  public void use(LogOutput place) throws IOException {
    use(place.format(), place.open());
  }

  void use(LogFormat format, OutputStream output) {
    writer.change(format, output);
  }

  /// The recent past.
  public LogHistory history() {
    return history;
  }

  /// Lines that were dropped so far because too many waited.
  public long dropped() {
    return writer.dropped();
  }

  /// Waits until all that was logged before is written, but not longer than the limit.
  public void flush(Duration limit) {
    writer.flush(limit);
  }
}
