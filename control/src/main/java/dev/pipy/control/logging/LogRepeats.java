package dev.pipy.control.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/// Counts warnings and errors that were told a moment ago, instead of telling them again. What
/// scripts say is never counted, and nothing below a warning. Only the writing thread calls it.
final class LogRepeats {

  static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MOST = 128;
  private static final String SCRIPT = "script.";

  /// In the order in which their windows began. Beyond the limit messages are told as they come.
  private final Map<Key, Run> runs = new LinkedHashMap<>();

  private record Key(Level level, String logger, String program, String text) {}

  private static final class Run {
    private final LogEntry first;
    private long more;

    Run(LogEntry first) {
      this.first = first;
    }
  }

  /// Whether the entry says what was said within the window; then it is counted.
  boolean isRepeat(LogEntry entry) {
    if (entry.level().toInt() < Level.WARN.toInt() || entry.logger().startsWith(SCRIPT)) {
      return false;
    }
    var key = new Key(entry.level(), entry.logger(), entry.program(), entry.text());
    var run = runs.get(key);
    if (run != null) {
      run.more++;
      return true;
    }
    if (runs.size() < MOST) {
      runs.put(key, new Run(entry));
    }
    return false;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /// What there is to say of windows that are over, or of all.
  ///
  /// @param now the present, or Instant.MAX for all
  List<LogEntry> over(Instant now) {
    var entries = new ArrayList<LogEntry>();
    var oldest = runs.values().iterator();
    while (oldest.hasNext()) {
      var run = oldest.next();
      var end = run.first.time().plus(WINDOW);
      if (now.isBefore(end)) {
        break;
      }
      oldest.remove();
      if (run.more > 0) {
        entries.add(summary(run, now.equals(Instant.MAX) ? Instant.now() : now));
      }
    }
    return entries;
  }

  private static LogEntry summary(Run run, Instant now) {
    var first = run.first;
    long seconds = Math.max(1, Duration.between(first.time(), now).toSeconds());
    var suffix = " (+" + run.more + " in " + seconds + " s)";
    var parts = first.parts();
    var text = first.text();
    int end = text.indexOf('\n');
    return new LogEntry(
        0,
        now,
        first.level(),
        first.logger(),
        first.program(),
        first.generation(),
        (end < 0 ? text : text.substring(0, end)) + suffix,
        parts == null ? null : new LogParts(parts.message() + suffix, parts.facts(), null));
  }
}
