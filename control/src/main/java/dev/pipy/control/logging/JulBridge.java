package dev.pipy.control.logging;

import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Brings what libraries tell `java.util.logging` into our logs; from warnings on.
public final class JulBridge extends Handler {

  private final SimpleFormatter formatter = new SimpleFormatter();

  private JulBridge() {}

  /// Takes the place of all handlers of the process.
  public static void install() {
    LogManager.getLogManager().reset();
    var root = LogManager.getLogManager().getLogger("");
    root.setLevel(java.util.logging.Level.WARNING);
    root.addHandler(new JulBridge());
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() < java.util.logging.Level.WARNING.intValue()) {
      return;
    }
    var severe = entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue();
    var name = entry.getLoggerName() == null ? "java" : entry.getLoggerName();
    LoggerFactory.getLogger(name)
        .atLevel(severe ? Level.ERROR : Level.WARN)
        .setCause(entry.getThrown())
        .log(formatter.formatMessage(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
