package dev.pipy.pipeline;

import dev.pipy.event.StreamError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/// Tells the log of connections that failed, so that a stranger cannot fill it: each cause once per
/// minute, and with the first failure after that minute how many more there were. All of them are
/// there at level debug. Beyond 16 causes in a minute the further ones count as one. One per filter
/// of a codebase, confined to its worker.
public final class FailureLog {

  private static final long PERIOD = Duration.ofMinutes(1).toNanos();
  private static final int MOST_CAUSES = 16;
  private static final String OTHERS = "too many causes to tell";
  private static final int LONGEST = 300;

  private final Logger log;
  private final Level level;
  private final String message;
  private final String subject;
  private final Map<String, Cause> causes = new HashMap<>();

  /// What is known of a cause.
  private static final class Cause {
    final long toldAt;
    long untold;

    Cause(long toldAt) {
      this.toldAt = toldAt;
    }
  }

  /// @param level of what is told once per minute
  /// @param subject name of the field that says whom the connection was for
  public FailureLog(Logger log, Level level, String message, String subject) {
    this.log = log;
    this.level = level;
    this.message = message;
    this.subject = subject;
  }

  /// A connection failed. Returns how many lines the log got for it.
  ///
  /// @param who the connection was for, if that is known
  public int report(Stage stage, @Nullable String who, StreamError error, String why) {
    tell(Level.DEBUG, stage, who, error, why, 0);
    int lines = 0;
    long now = stage.worker().nanoTime();
    for (var entry : List.copyOf(causes.entrySet())) {
      if (now - entry.getValue().toldAt >= PERIOD) {
        causes.remove(entry.getKey());
        if (entry.getValue().untold > 0) {
          tell(level, stage, null, error, entry.getKey(), entry.getValue().untold);
          lines++;
        }
      }
    }
    var name = causes.size() < MOST_CAUSES || causes.containsKey(why) ? why : OTHERS;
    var known = causes.get(name);
    if (known != null) {
      known.untold++;
    } else {
      causes.put(name, new Cause(now));
      tell(level, stage, who, error, name, 0);
      lines++;
    }
    return lines;
  }

  private void tell(
      Level at, Stage stage, @Nullable String who, StreamError error, String why, long more) {
    if (!log.isEnabledForLevel(at)) {
      return;
    }
    var line = log.atLevel(at).addKeyValue("at", stage.location());
    line = who == null ? line : line.addKeyValue(subject, printable(who));
    line = line.addKeyValue("cause", printable(why));
    line = more > 0 ? line.addKeyValue("more", more) : line.addKeyValue("error", error.code());
    line.log(message);
  }

  /// What a stranger sent must not look like a line of ours.
  private static String printable(String text) {
    var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
