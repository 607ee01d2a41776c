package dev.pipy.control.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.event.Level;

/// Takes entries from any thread without making it wait, and writes them on a thread of its own.
/// When too many wait, new ones are dropped and counted.
final class LogWriter {

  static final int QUEUE_LIMIT = 8192;

  private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong allDropped = new AtomicLong();
  private final LogFormat format;
  private final OutputStream output;
  private final LogHistory history;
  private final Thread thread;
  private long sequence; // of the writing thread

  private sealed interface Item {}

  private record Line(LogEntry entry) implements Item {}

  private record Flush(CountDownLatch done) implements Item {}

  LogWriter(LogFormat format, OutputStream output, LogHistory history) {
    this.format = format;
    this.output = output;
    this.history = history;
    this.thread = Thread.ofPlatform().daemon().name("log-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void offer(LogEntry entry) {
    if (waiting.incrementAndGet() > QUEUE_LIMIT) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
      allDropped.incrementAndGet();
      return;
    }
    queue.add(new Line(entry));
    LockSupport.unpark(thread);
  }

  long dropped() {
    return allDropped.get();
  }

  /// Waits until all that was offered before is written, but not for ever.
  void flush(Duration limit) {
    var done = new CountDownLatch(1);
    queue.add(new Flush(done));
    LockSupport.unpark(thread);
    try {
      boolean _ = done.await(limit.toNanos(), TimeUnit.NANOSECONDS); // late lines are lost
    } catch (InterruptedException expected) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      if (queue.isEmpty() && dropped.get() == 0) {
        LockSupport.park(this);
      } else {
        writeBatch();
      }
    }
  }

  private void writeBatch() {
    var lines = new StringBuilder();
    Item item;
    while (lines.length() < 64 * 1024 && (item = queue.poll()) != null) {
      switch (item) {
        case Line(var entry) -> {
          waiting.decrementAndGet();
          append(entry, lines);
        }
        case Flush(var done) -> {
          appendDropped(lines);
          write(lines);
          lines.setLength(0);
          done.countDown();
        }
      }
    }
    appendDropped(lines);
    write(lines);
  }

  private void append(LogEntry entry, StringBuilder lines) {
    var numbered = entry.numbered(++sequence);
    format.append(numbered, lines);
    history.add(numbered);
  }

  private void appendDropped(StringBuilder lines) {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      append(
          new LogEntry(
              0, Instant.now(), Level.WARN, "pipy.log", "", count + " log lines were dropped"),
          lines);
    }
  }

  private void write(StringBuilder lines) {
    try {
      output.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException expected) {
      return; // nobody reads them any more, and there is no other place to say so
    }
  }
}
