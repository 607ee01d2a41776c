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
  private final LogHistory history;
  private final Thread thread;
  private volatile boolean wantsParts;

  // of the writing thread
  private final LogRepeats repeats = new LogRepeats();
  private LogFormat format;
  private OutputStream output;
  private long sequence;

  private sealed interface Item {}

  private record Line(LogEntry entry) implements Item {}

  private record Flush(CountDownLatch done) implements Item {}

  private record Change(LogFormat format, OutputStream output) implements Item {}

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

  /// Whether entries shall carry their parts.
  boolean wantsParts() {
    return wantsParts;
  }

  /// Writes what is offered from now on to another place, in another format; the place until now is
  /// closed.
  void change(LogFormat format, OutputStream output) {
    wantsParts = format instanceof JsonLines;
    queue.add(new Change(format, output));
    LockSupport.unpark(thread);
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
      if (!queue.isEmpty() || dropped.get() != 0) {
        writeBatch();
      } else if (repeats.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, LogRepeats.WINDOW.toNanos() / 10);
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
          if (!repeats.isRepeat(entry)) {
            append(entry, lines);
          }
        }
        case Flush(var done) -> {
          writeAll(lines, Instant.MAX);
          done.countDown();
        }
        case Change(var nextFormat, var nextOutput) -> {
          writeAll(lines, Instant.MAX);
          close(output);
          format = nextFormat;
          output = nextOutput;
        }
      }
    }
    writeAll(lines, Instant.now());
  }

  private void writeAll(StringBuilder lines, Instant now) {
    repeats.over(now).forEach(entry -> append(entry, lines));
    appendDropped(lines);
    write(lines);
    lines.setLength(0);
  }

  private static void close(OutputStream output) {
    try {
      output.close();
    } catch (IOException expected) {
      return; // all was written, as far as it could be
    }
  }

  private void append(LogEntry entry, StringBuilder lines) {
    var numbered = entry.numbered(++sequence);
    format.append(numbered, lines);
    history.add(numbered.withoutParts());
  }

  private void appendDropped(StringBuilder lines) {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      append(
          new LogEntry(
              0,
              Instant.now(),
              Level.WARN,
              "pipy.log",
              "",
              0,
              count + " log lines were dropped",
              null),
          lines);
    }
  }

  private void write(StringBuilder lines) {
    if (lines.isEmpty()) {
      return;
    }
    try {
      output.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException expected) {
      return; // nobody reads them any more, and there is no other place to say so
    }
  }
}
