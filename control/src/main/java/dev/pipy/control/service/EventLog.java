package dev.pipy.control.service;

import dev.pipy.control.v1.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// What happened lately. Readers have no queue of their own: each says what it has seen, and gets
/// what came after; one that is too slow finds that something is gone. Any thread; nobody waits for
/// a reader.
public final class EventLog {

  /// Events that are remembered.
  public static final int LIMIT = 1_000;

  private static final int LONGEST_TEXT = 1_200;

  private final InstantSource clock;
  private final ArrayDeque<Event> recent = new ArrayDeque<>();
  private long last;
  private boolean isClosed;

  /// Nothing has happened.
  public EventLog(InstantSource clock) {
    this.clock = clock;
  }

  /// What a reader gets.
  ///
  /// @param lost events before these that it will not see
  /// @param events the oldest first
  record Page(long lost, List<Event> events) {}

  /// Numbers an event, gives it the time and the caller of the present call, and remembers it.
  void add(Event.Kind kind, Event.Builder event) {
    event
        .setKind(kind)
        .setText(cut(event.getText()))
        .setCaller(CallerName.now())
        .setTime(Messages.of(clock.instant()));
    synchronized (this) {
      if (recent.size() == LIMIT) {
        recent.removeFirst();
      }
      recent.addLast(event.setSequence(++last).build());
      notifyAll();
    }
  }

  /// The server takes calls and traffic.
  public void ready() {
    add(Event.Kind.KIND_SERVER_READY, Event.newBuilder().setText("the server is ready"));
  }

  /// The server is about to end.
  public void ending() {
    add(Event.Kind.KIND_SERVER_DRAINING, Event.newBuilder().setText("the server is about to end"));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  /// The number of the last event; 0 if there was none.
  synchronized long last() {
    return last;
  }

  /// All events after one of them.
  synchronized Page after(long sequence) {
    long oldest = last - recent.size() + 1;
    return new Page(
        Math.max(0, oldest - sequence - 1),
        recent.stream().filter(event -> event.getSequence() > sequence).toList());
  }

  /// The same, once there is at least one; or an empty page when the limit is over, this is closed,
  /// or the reader has left, who then calls [#wake].
  synchronized Page await(long sequence, Duration limit, BooleanSupplier hasLeft)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (last <= sequence && !isClosed && !hasLeft.getAsBoolean()) {
      long rest = end - System.nanoTime();
      if (rest <= 0) {
        break;
      }
      wait(TimeUnit.NANOSECONDS.toMillis(rest) + 1);
    }
    return after(sequence);
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /// Lets readers see that they have left.
  synchronized void wake() {
    notifyAll();
  }

  /// Sends all readers away.
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
