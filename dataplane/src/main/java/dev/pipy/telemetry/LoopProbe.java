package dev.pipy.telemetry;

import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.worker.Worker;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Measures one event loop from inside, once a second: how late it is, and how much of its time it
/// works. Started from any thread.
final class LoopProbe {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Worker worker;
  private final DurationHistogram lag =
      DurationHistogram.Shape.of(BuiltinMetric.EVENTLOOP_LAG).empty();
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private volatile double utilization;

  // of the loop
  private long dueAt;
  private long lookedAt;
  private long cpuNanos;

  LoopProbe(Worker worker) {
    this.worker = worker;
  }

  void start() {
    if (isStarted.compareAndSet(false, true)) {
      try {
        worker.loop().execute(this::begin);
      } catch (RejectedExecutionException expected) {
        return; // the loop has ended
      }
    }
  }

  private void begin() {
    lookedAt = worker.nanoTime();
    cpuNanos = THREADS.getCurrentThreadCpuTime();
    lookLater();
  }

  private void lookLater() {
    dueAt = worker.nanoTime() + PERIOD.toNanos();
    worker.after(PERIOD, this::look);
  }

  private void look() {
    long now = worker.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    lag.observe(Math.max(0, now - dueAt));
    // nothing on a loop waits for anything but its sockets: what it runs, it computes
    utilization = Math.clamp((double) (cpu - cpuNanos) / Math.max(1, now - lookedAt), 0.0, 1.0);
    lookedAt = now;
    cpuNanos = cpu;
    lookLater();
  }

  void addTo(MetricSnapshot snapshot) {
    var loop = String.valueOf(worker.index());
    if (worker.loop() instanceof SingleThreadEventExecutor executor) {
      snapshot.add(BuiltinMetric.EVENTLOOP_PENDING_TASKS, executor.pendingTasks(), loop);
    }
    snapshot.addCells(BuiltinMetric.EVENTLOOP_LAG, lag.seconds(), loop);
    snapshot.add(BuiltinMetric.EVENTLOOP_UTILIZATION, utilization, loop);
  }
}
