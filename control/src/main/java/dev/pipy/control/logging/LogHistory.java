package dev.pipy.control.logging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The last lines, and whoever wants to have the next ones.
public final class LogHistory {

  /// Entries that are remembered.
  public static final int LIMIT = 10_000;

  private final ArrayDeque<LogEntry> recent = new ArrayDeque<>();
  private final List<LogTail> tails = new CopyOnWriteArrayList<>();

  LogHistory() {}

  synchronized void add(LogEntry entry) {
    if (recent.size() == LIMIT) {
      recent.removeFirst();
    }
    recent.addLast(entry);
    tails.forEach(tail -> tail.offer(entry));
  }

  /// The last entries that match, oldest first.
  public synchronized List<LogEntry> last(int count, Predicate<LogEntry> wanted) {
    var found = new ArrayList<LogEntry>();
    var newest = recent.descendingIterator();
    while (newest.hasNext() && found.size() < count) {
      var entry = newest.next();
      if (wanted.test(entry)) {
        found.add(entry);
      }
    }
    return found.reversed();
  }

  /// A tail that starts with the last entries that match, and gets each one from now on; null if
  /// there are too many already.
  public synchronized @Nullable LogTail follow(
      int count, Predicate<LogEntry> wanted, int mostTails) {
    if (tails.size() >= mostTails) {
      return null;
    }
    var tail = new LogTail(last(count, wanted), wanted, tails::remove);
    tails.add(tail);
    return tail;
  }
}
