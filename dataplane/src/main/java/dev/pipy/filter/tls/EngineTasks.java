package dev.pipy.filter.tls;

import dev.pipy.worker.Worker;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// What an engine wants done takes too long for a worker, such as checking a chain: it runs on the
/// blocking threads, while the engine rests. Confined to a worker.
final class EngineTasks {

  private final Worker worker;
  private final Executor blocking;
  private final Runnable done;
  private boolean isRunning;

  /// @param done called on the worker after each run
  EngineTasks(Worker worker, Executor blocking, Runnable done) {
    this.worker = worker;
    this.blocking = blocking;
    this.done = done;
  }

  /// Whether the engine must be left alone.
  boolean isRunning() {
    return isRunning;
  }

  /// Runs what takes long. Returns false if too much of that kind is waiting already.
  boolean run(List<Runnable> tasks) {
    isRunning = true;
    try {
      blocking.execute(() -> {
        try {
          tasks.forEach(Runnable::run);
        } finally {
          worker.loop().execute(this::finish);
        }
      });
      return true;
    } catch (RejectedExecutionException full) {
      isRunning = false;
      return false;
    }
  }

  private void finish() {
    isRunning = false;
    done.run();
  }
}
