package dev.pipy.control.systemd;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds the watchdog of systemd, twice within the time that it allows, as long as every event loop
/// runs a task when it is given one. When one does not, systemd ends the server and starts it anew.
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.systemd");

  private final ServiceNotifier notifier;
  private final Function<Duration, List<Integer>> silentWorkers;
  private final Duration interval;
  private final @Nullable Thread thread;

  private Watchdog(
      ServiceNotifier notifier,
      Function<Duration, List<Integer>> silentWorkers,
      Duration interval) {
    this.notifier = notifier;
    this.silentWorkers = silentWorkers;
    this.interval = interval;
    this.thread =
        interval.isZero() ? null : Thread.ofPlatform().daemon().name("watchdog").start(this::run);
  }

  /// Starts feeding if the environment asks for it (`WATCHDOG_USEC`).
  ///
  /// @param variables gives the value of an environment variable; empty if it is not set
  /// @param silentWorkers waits until the workers have run a task, at most so long; returns the
  ///   indexes of those that have not
  public static Watchdog start(
      ServiceNotifier notifier,
      UnaryOperator<String> variables,
      Function<Duration, List<Integer>> silentWorkers) {
    return new Watchdog(notifier, silentWorkers, interval(variables));
  }

  /// Half of what is allowed; zero for no watchdog, or one of another process.
  static Duration interval(UnaryOperator<String> variables) {
    var micros = variables.apply("WATCHDOG_USEC");
    var process = variables.apply("WATCHDOG_PID");
    boolean isOurs =
        process.isEmpty() || process.equals(String.valueOf(ProcessHandle.current().pid()));
    return isOurs && micros.matches("[1-9][0-9]{0,17}")
        ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)) / 2)
        : Duration.ZERO;
  }

  private void run() {
    try {
      while (true) {
        long start = System.nanoTime();
        var silent = silentWorkers.apply(interval);
        if (silent.isEmpty()) {
          notifier.alive();
        } else {
          LOG.error("workers {} have not answered for {} ms", silent, interval.toMillis());
        }
        TimeUnit.NANOSECONDS.sleep(interval.toNanos() - (System.nanoTime() - start));
      }
    } catch (InterruptedException expected) {
      return; // the server ends
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
