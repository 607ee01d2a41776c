package dev.pipy.control.logging;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.Level;

/// Lines such as `2022-01-30 10:00:00.000 [INF] [listener] text`, in local time. Each line of an
/// entry has the prefix.
final class LogFormat {

  private final DateTimeFormatter time;

  LogFormat(ZoneId zone) {
    time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  void append(LogEntry entry, StringBuilder lines) {
    var prefix =
        time.format(entry.time()) + " [" + tag(entry.level()) + "] [" + topic(entry) + "] ";
    for (var line : entry.text().split("\n", -1)) {
      lines.append(prefix).append(line).append('\n');
    }
  }

  private static String topic(LogEntry entry) {
    var logger = entry.logger();
    return logger.substring(logger.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String tag(Level level) {
    return switch (level) {
      case TRACE -> "TRC";
      case DEBUG -> "DBG";
      case INFO -> "INF";
      case WARN -> "WRN";
      case ERROR -> "ERR";
    };
  }
}
