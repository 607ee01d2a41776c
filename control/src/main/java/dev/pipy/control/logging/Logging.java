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
  private final LogLevels levels = new LogLevels();
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
    return loggers.computeIfAbsent(name, _ -> levels.logger(name, writer));
  }

  /// From now on, logs this level and graver ones, but for loggers that have another one for a
  /// while.
  public void setLevel(Level level) {
    levels.standard(level);
  }

  /// The levels of single loggers.
  public LogLevels levels() {
    return levels;
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
