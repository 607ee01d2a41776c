package dev.pipy.control.logging;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.Level;

/// Lines such as `2022-01-30 10:00:00.000 [INF] [listener] text`, in local time. Each line of an
/// entry has the prefix. For the journal of systemd, the priority stands before it (sd-daemon(3)).
final class TextLines implements LogFormat {

  private final DateTimeFormatter time;
  private final boolean forJournal;

  TextLines(ZoneId zone) {
    this(zone, false);
  }

  /// @param forJournal whether each line begins with its priority, such as `<6>`
  TextLines(ZoneId zone, boolean forJournal) {
    this.forJournal = forJournal;
    time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public void append(LogEntry entry, StringBuilder lines) {
    var prefix =
        (forJournal ? priority(entry.level()) : "")
            + time.format(entry.time())
            + " ["
            + tag(entry.level())
            + "] ["
            + topic(entry)
            + "] ";
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

  private static String priority(Level level) {
    return switch (level) {
      case TRACE, DEBUG -> "<7>";
      case INFO -> "<6>";
      case WARN -> "<4>";
      case ERROR -> "<3>";
    };
  }
}
