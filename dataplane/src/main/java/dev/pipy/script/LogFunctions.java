package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.slf4j.event.Level;

/// The script's `console`. Public because the prelude calls it.
public final class LogFunctions {

  private final ScriptLog log;

  LogFunctions(ScriptServices services) {
    log = ScriptLog.of(services);
  }

  /// Writes a record.
  @HostAccess.Export
  public void write(String level, String text) {
    log.at(level(level)).log(text);
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
