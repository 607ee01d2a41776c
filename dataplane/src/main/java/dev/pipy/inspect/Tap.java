package dev.pipy.inspect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What somebody sees of a pipeline, between its observers on all workers and the one thread that
/// takes it away. Workers never wait for that thread: what does not fit is dropped and counted.
public final class Tap {

  /// Events that wait to be taken.
  private static final int MOST_EVENTS = 1024;

  /// Bytes of them.
  private static final long MOST_BYTES = 4 << 20;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TapOptions options;
  private final ArrayDeque<TapEvent> events = new ArrayDeque<>();
  private long bytes;
  private long dropped;
  private long streams;
  private long second = System.nanoTime();
  private int inSecond;
  private volatile boolean isClosed;

  /// What the thread gets.
  public sealed interface Item {}

  /// Something passed.
  public record Seen(TapEvent event) implements Item {}

  /// So many messages and events were not shown since the last time.
  public record Dropped(long count) implements Item {}

  /// The program was replaced; what follows is of the next version.
  public record Moved(long generation, long revision) implements Item {}

  /// Nothing comes any more.
  ///
  /// @param reason one sentence
  public record Ended(String reason) implements Item {}

  /// A tap that shows what is asked for.
  public Tap(TapOptions options) {
    this.options = options;
  }

  TapOptions options() {
    return options;
  }

  /// Nothing is seen any more. Any thread.
  public void close() {
    isClosed = true;
    synchronized (this) {
      notifyAll();
    }
  }

  /// Whether it is over.
  public boolean isClosed() {
    return isClosed;
  }

  /// The next item; null if none comes within the limit, or the tap is closed and empty.
  public synchronized @Nullable Item poll(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (events.isEmpty() && dropped == 0 && !isClosed) {
      long rest = end - System.nanoTime();
      if (rest <= 0) {
        return null;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(rest) + 1);
    }
    var event = events.poll();
    if (event != null) {
      bytes -= event.size();
      return new Seen(event);
    }
    if (dropped == 0) {
      return null;
    }
    var told = new Dropped(dropped);
    dropped = 0;
    return told;
  }

  /// A number for a stream of which something will be shown.
  synchronized long nextStream() {
    return ++streams;
  }

  /// Whether another message may be shown, or another event outside of one; counted if not.
  synchronized boolean admits() {
    long now = System.nanoTime();
    if (now - second >= SECOND) {
      second = now;
      inSecond = 0;
    }
    if (inSecond >= options.eventsPerSecond()) {
      dropped++;
      return false;
    }
    inSecond++;
    return true;
  }

  synchronized void show(TapEvent event) {
    if (events.size() >= MOST_EVENTS || bytes + event.size() > MOST_BYTES) {
      dropped++;
      return;
    }
    events.add(event);
    bytes += event.size();
    notifyAll();
  }
}
