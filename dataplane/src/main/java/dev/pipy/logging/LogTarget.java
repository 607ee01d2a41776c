package dev.pipy.logging;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes records and writes them on a thread of its own. When more than the limit waits, records
/// are dropped, counted, and told of in the log of the process.
abstract class LogTarget implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.logging");
  private static final int MOST_AT_ONCE = 1000;
  private static final long REPORT_NANOS = 60_000_000_000L;
  private static final long IDLE_NANOS = 1_000_000_000L;

  private final String name;
  private final long limit;
  private final ConcurrentLinkedQueue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private long reported;

  /// @param limit bytes that may wait
  LogTarget(String name, long limit) {
    this.name = name;
    this.limit = limit;
    thread = Thread.ofPlatform().daemon().name("pipy-log " + name).unstarted(this::run);
  }

  /// Begins to write; once the target is made.
  LogTarget started() {
    thread.start();
    return this;
  }

  /// Takes a record, which the caller must not change any more. Never waits. Any thread.
  ///
  /// @return false if it was dropped
  boolean offer(byte[] record) {
    if (waiting.addAndGet(record.length) > limit) {
      waiting.addAndGet(-record.length);
      dropped.incrementAndGet();
      return false;
    }
    queue.add(record);
    LockSupport.unpark(thread);
    return true;
  }

  /// Writes records in order, all of them. On the target's thread.
  abstract void write(List<byte[]> records) throws IOException, InterruptedException;

  /// Frees what was opened. On the target's thread.
  void end() throws IOException {}

  /// How many records are given to one call of [#write].
  int batchSize() {
    return MOST_AT_ONCE;
  }

  /// How long the first record of a batch may wait for others.
  long batchNanos() {
    return 0;
  }

  boolean isClosed() {
    return closing.getCount() == 0;
  }

  /// Waits for so long, or until the target is closed. On the target's thread.
  void pause(Duration time) throws InterruptedException {
    boolean _ = closing.await(time.toNanos(), NANOSECONDS);
  }

  private void run() {
    try {
      while (!isClosed() || !queue.isEmpty()) {
        var batch = batch();
        if (!batch.isEmpty()) {
          writeOrReport(batch);
        }
        reportDropped();
      }
      end();
    } catch (InterruptedException expected) {
      LOG.atWarn().addKeyValue("target", name).log("records were left when the process ended");
    } catch (IOException failure) {
      LOG.atWarn().addKeyValue("target", name).log("cannot close: {}", failure.getMessage());
    }
  }

  private List<byte[]> batch() throws InterruptedException {
    var batch = new ArrayList<byte[]>();
    long deadline = System.nanoTime() + IDLE_NANOS;
    while (batch.size() < batchSize()) {
      var record = queue.poll();
      if (record != null) {
        waiting.addAndGet(-record.length);
        if (batch.isEmpty()) {
          deadline = System.nanoTime() + batchNanos();
        }
        batch.add(record);
        continue;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || isClosed()) {
        break;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return batch;
  }

  private void writeOrReport(List<byte[]> batch) throws InterruptedException {
    try {
      write(batch);
    } catch (IOException failure) {
      dropped.addAndGet(batch.size());
      LOG.atWarn().addKeyValue("target", name).log("cannot write: {}", failure.getMessage());
    }
  }

  private void reportDropped() {
    long now = System.nanoTime();
    if (dropped.get() > 0 && (reported == 0 || now - reported > REPORT_NANOS)) {
      reported = now;
      LOG.atWarn()
          .addKeyValue("target", name)
          .addKeyValue("records", dropped.getAndSet(0))
          .log("log records were dropped");
    }
  }

  /// Writes what waits, for a few seconds at most.
  @Override
  public void close() {
    closing.countDown();
    LockSupport.unpark(thread);
  }

  boolean hasEnded() {
    return !thread.isAlive();
  }

  /// Waits until all is written after [#close]. Not on a worker.
  ///
  /// @param limit how long; what is not written by then is lost
  void await(Duration limit) {
    try {
      thread.join(limit);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
