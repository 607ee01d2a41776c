package dev.pipy.script;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// What scripts of one version say. Each line knows its generation, as a fact of that name.
record ScriptLog(Logger logger, ScriptServices services) {

  static ScriptLog of(ScriptServices services) {
    return new ScriptLog(LoggerFactory.getLogger("script." + services.program()), services);
  }

  LoggingEventBuilder at(Level level) {
    return logger.atLevel(level).addKeyValue("generation", services.generation());
  }
}
