package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The script's `console`. Public because the prelude calls it.
public final class LogFunctions {

  private final Logger logger;

  LogFunctions(ScriptServices services) {
    logger = LoggerFactory.getLogger("script." + services.program());
  }

  /// Writes a record.
  @HostAccess.Export
  public void write(String level, String text) {
    logger.atLevel(level(level)).log(text);
  }

  private static Level level(String name) {
    return switch (name) {
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default -> Level.INFO;
    };
  }
}
