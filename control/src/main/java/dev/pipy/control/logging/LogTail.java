package dev.pipy.control.logging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Entries for one reader. When it is too slow it loses the new ones, which are counted.
public final class LogTail implements AutoCloseable {

  private static final int LIMIT = 1024;

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private final Predicate<LogEntry> wanted;
  private final Consumer<LogTail> onClose;
  private int room = LIMIT;
  private long dropped;
  private boolean isClosed;

  /// What a reader gets.
  public sealed interface Item {}

  /// An entry.
  ///
  /// @param entry what was logged
  public record Line(LogEntry entry) implements Item {}

  /// Entries that are missing before the next one.
  ///
  /// @param count how many
  public record Dropped(long count) implements Item {}

  LogTail(List<LogEntry> past, Predicate<LogEntry> wanted, Consumer<LogTail> onClose) {
    past.forEach(entry -> items.add(new Line(entry)));
    room += past.size();
    this.wanted = wanted;
    this.onClose = onClose;
  }

  synchronized void offer(LogEntry entry) {
    if (!wanted.test(entry)) {
      return;
    }
    if (items.size() >= room) {
      dropped++;
      return;
    }
    if (dropped > 0) {
      items.add(new Dropped(dropped));
      dropped = 0;
    }
    items.add(new Line(entry));
    notifyAll();
  }

  /// The next item; null if none comes within the limit, or the tail is closed.
  public synchronized @Nullable Item poll(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (items.isEmpty() && !isClosed) {
      long rest = end - System.nanoTime();
      if (rest <= 0) {
        return null;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(rest) + 1);
    }
    var item = items.poll();
    room = Math.max(LIMIT, room - 1);
    if (item == null || !items.isEmpty() || dropped == 0) {
      return item;
    }
    items.add(new Dropped(dropped)); // told as soon as what came before is read
    dropped = 0;
    return item;
  }

  /// Whether the reader has left.
  public synchronized boolean isClosed() {
    return isClosed;
  }

  /// The reader leaves, or is sent away.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    onClose.accept(this);
  }
}
