package dev.pipy.control.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// From which level on each logger logs: that of the server's option, unless somebody has set
/// another one, for a while, for the logger or for one above it. What a logger asks at each call is
/// a number of its own, which is worked out here when something changes. Any thread.
public final class LogLevels {

  /// Loggers that may have a level of their own at a time.
  public static final int MOST_SET = 64;

  /// Warns for each connection that a Unix socket knows no keep-alive.
  private static final String GRPC_SOCKETS =
      "io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap";

  /// The name that stands for all loggers.
  private static final String ALL = "";

  private final Map<String, LineLogger> loggers = new TreeMap<>();
  private final Map<String, SetLevel> set = new TreeMap<>();
  private final ScheduledThreadPoolExecutor timer;
  private Level standard = Level.INFO;
  private Consumer<SetLevel> onRestore = _ -> {};

  /// A level that somebody has set.
  ///
  /// @param logger name of the logger; empty for all
  /// @param until when it goes back by itself
  public record SetLevel(String logger, Level level, Instant until) {}

  /// What a logger logs.
  ///
  /// @param logger its name; empty for all that have none of their own
  /// @param level that and graver ones
  /// @param source who has set it; null for the server's option
  public record Shown(String logger, Level level, @Nullable SetLevel source) {}

  LogLevels() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("log-level").factory());
    timer.setRemoveOnCancelPolicy(true);
    // no thread while nobody has set anything
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /// A logger of that name.
  synchronized LineLogger logger(String name, LogWriter writer) {
    return loggers.computeIfAbsent(name, _ -> new LineLogger(name, level(name), writer));
  }

  /// The level of all that nobody has set.
  synchronized void standard(Level level) {
    standard = level;
    apply();
  }

  /// Is told each time that a level has gone back by itself.
  public synchronized void onRestore(Consumer<SetLevel> listener) {
    onRestore = listener;
  }

  /// Sets a level, and puts it back after a while. Returns null, and sets nothing, if too many are
  /// set.
  public synchronized @Nullable SetLevel set(String logger, Level level, Duration length) {
    if (set.size() >= MOST_SET && !set.containsKey(logger)) {
      return null;
    }
    var made = new SetLevel(logger, level, Instant.now().plus(length));
    set.put(logger, made);
    apply();
    timer.schedule(() -> expire(made), length.toMillis(), TimeUnit.MILLISECONDS);
    return made;
  }

  private void expire(SetLevel over) {
    Consumer<SetLevel> listener;
    synchronized (this) {
      if (!set.remove(over.logger(), over)) {
        return; // set again since, or put back
      }
      apply();
      listener = onRestore;
    }
    listener.accept(over);
  }

  /// Puts a level back. Returns what was set; null if nothing was.
  public synchronized @Nullable SetLevel restore(String logger) {
    var before = set.remove(logger);
    apply();
    return before;
  }

  /// What a logger of that name logs.
  public synchronized Shown of(String logger) {
    return new Shown(logger, level(logger), source(logger));
  }

  /// The level of all, then those of all loggers that there are or that somebody has set, by name.
  ///
  /// @param above only those of that name and under it; empty for all
  public synchronized List<Shown> list(String above) {
    var names = new TreeMap<String, Boolean>();
    loggers.keySet().forEach(name -> names.put(name, true));
    set.keySet().forEach(name -> names.put(name, true));
    names.put(ALL, true);
    var all = new ArrayList<Shown>();
    for (var name : names.keySet()) {
      if (name.isEmpty() || isUnder(name, above)) {
        all.add(of(name));
      }
    }
    return all;
  }

  /// How many loggers there are of that name and under it.
  public synchronized int count(String above) {
    return (int) loggers.keySet().stream().filter(name -> isUnder(name, above)).count();
  }

  private static boolean isUnder(String name, String above) {
    return above.isEmpty() || name.equals(above) || name.startsWith(above + ".");
  }

  private void apply() {
    loggers.forEach((name, logger) -> logger.use(level(name)));
  }

  private Level level(String name) {
    var source = source(name);
    if (source != null && !source.logger().isEmpty()) {
      return source.level();
    }
    var level = source == null ? standard : source.level();
    var lowest = lowestOf(name);
    return level.toInt() < lowest.toInt() ? lowest : level;
  }

  private @Nullable SetLevel source(String name) {
    var above = name;
    while (!above.isEmpty()) {
      var found = set.get(above);
      if (found != null) {
        return found;
      }
      above = above.substring(0, Math.max(0, above.lastIndexOf('.')));
    }
    return set.get(ALL);
  }

  /// The lowest level that a logger has unless somebody names it: libraries chatter.
  private static Level lowestOf(String logger) {
    if (logger.equals(GRPC_SOCKETS)) {
      return Level.ERROR;
    }
    return logger.startsWith("io.netty.") || logger.startsWith("io.grpc.")
        ? Level.WARN
        : Level.TRACE;
  }
}
