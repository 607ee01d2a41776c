package dev.pipy.worker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop, with everything that is confined to it. Except where said otherwise, methods are
/// called on the loop.
public final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.worker");

  private final int index;
  private final EventLoop loop;
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final ArrayDeque<Runnable> readEnd = new ArrayDeque<>();
  private final Runnable turnForgotten = this::forgetTurn;
  private @Nullable ReadSource reading;
  private boolean isTurnTimed;
  private long turnNanos;

  /// Made by [WorkerGroup], and by tests over an embedded loop.
  public Worker(int index, EventLoop loop) {
    this.index = index;
    this.loop = loop;
  }

  /// Position in its group, from 0. Any thread.
  public int index() {
    return index;
  }

  /// The loop. Any thread.
  public EventLoop loop() {
    return loop;
  }

  /// Fails unless called on the loop. Any thread.
  public void assertInside() {
    if (!loop.inEventLoop()) {
      throw new IllegalStateException(
          "called on " + Thread.currentThread().getName() + " (expected: worker " + index + ")");
    }
  }

  /// Runs `task` once the loop has worked off what this turn brought: the place to send what was
  /// written to a socket in one system call. Tasks run in order.
  public void atTurnEnd(Runnable task) {
    boolean first = turnEnd.isEmpty();
    turnEnd.add(task);
    if (first) {
      loop.execute(this::endTurn);
    }
  }

  /// Runs `task` once the socket that is being read from has given what it had: the place to send
  /// what is large, while it is still in the processor's caches. Outside of reading, that is after
  /// the next socket; so it is for what the end of the turn sees to anyway.
  public void atReadEnd(Runnable task) {
    readEnd.add(task);
  }

  /// A socket has given what it had.
  public void endRead() {
    for (var task = readEnd.poll(); task != null; task = readEnd.poll()) {
      task.run();
    }
  }

  private void endTurn() {
    // tasks may ask for more; those run in this turn too
    for (var task = turnEnd.peek(); task != null; task = turnEnd.peek()) {
      try {
        task.run();
      } catch (RuntimeException bug) {
        // one task's fault must not keep the others from their turn
        LOG.atError().setCause(bug).addKeyValue("worker", index).log("task at turn end failed");
      } finally {
        turnEnd.remove();
      }
    }
  }

  /// Runs `task` on the loop after `delay`.
  public LoopTimer after(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        loop.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /// Nanoseconds on the loop's clock, which tests can freeze.
  public long nanoTime() {
    return loop.ticker().nanoTime();
  }

  /// What [#nanoTime] was when it was first asked for like this in the present turn of the loop:
  /// one reading of the clock for all that the turn brought, at most as old as the turn is long.
  public long turnNanoTime() {
    if (!isTurnTimed) {
      isTurnTimed = true;
      turnNanos = nanoTime();
      atTurnEnd(turnForgotten);
    }
    return turnNanos;
  }

  private void forgetTurn() {
    isTurnTimed = false;
  }

  /// The socket whose bytes are being worked on right now: what a slow sink pauses.
  public @Nullable ReadSource reading() {
    return reading;
  }

  /// Marks the start of work on bytes that `source` read; null marks the end.
  public void reading(@Nullable ReadSource source) {
    reading = source;
  }
}
