package dev.pipy.script;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;

/// Interrupts scripts that run too long. A realm counts up when it starts to run a script and when
/// it has run it, which costs next to nothing; a thread looks at the counts from time to time.
final class Watchdog implements AutoCloseable {

  private static final Duration INTERRUPT_PATIENCE = Duration.ofMillis(100);
  private static final long LONGEST_PAUSE = Duration.ofMillis(100).toNanos();
  private static final long SHORTEST_PAUSE = Duration.ofMillis(2).toNanos();

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private final long pauseNanos;
  private volatile boolean isClosed;

  /// What is known of one realm.
  static final class Watch {

    private final Context context;
    private final AtomicLong turns = new AtomicLong();
    private volatile long limitNanos;
    private long turn; // written by the realm's thread only

    // of the watchdog's thread
    private long seen;
    private long seenSince;

    private Watch(Context context) {
      this.context = context;
    }

    /// How long a script may run from its next start on.
    void limit(Duration limit) {
      limitNanos = limit.toNanos();
    }

    void started() {
      turns.lazySet(++turn);
    }

    void ended() {
      turns.lazySet(++turn);
    }

    private void check(long now) {
      long count = turns.get();
      boolean isRunning = (count & 1) == 1;
      if (!isRunning || count != seen) {
        seen = count;
        seenSince = now;
      } else if (now - seenSince > limitNanos) {
        interrupt(count);
        seenSince = System.nanoTime();
      }
    }

    private void interrupt(long count) {
      try {
        // an interrupt that comes late would hit whatever runs next
        if (turns.get() == count) {
          context.interrupt(INTERRUPT_PATIENCE);
        }
      } catch (TimeoutException expected) {
        // the script is stopped all the same; the thread did not leave the context in time
      } catch (IllegalStateException | PolyglotException expected) {
        // the realm was closed meanwhile
      }
    }
  }

  /// Starts the thread.
  ///
  /// @param shortestLimit the shortest limit that any watch will have
  Watchdog(Duration shortestLimit) {
    pauseNanos = Math.clamp(shortestLimit.toNanos() / 10, SHORTEST_PAUSE, LONGEST_PAUSE);
    thread = Thread.ofPlatform().name("pipy-watchdog").daemon().unstarted(this::watch);
    thread.start();
  }

  Watch add(Context context) {
    var watch = new Watch(context);
    watches.add(watch);
    return watch;
  }

  void remove(Watch watch) {
    watches.remove(watch);
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!isClosed) {
      LockSupport.parkNanos(this, pauseNanos);
      long now = System.nanoTime();
      for (var watch : watches) {
        watch.check(now);
      }
    }
  }
}
