package dev.pipy.worker;

/// A task scheduled on a worker's loop.
public interface LoopTimer {

  /// Calls the task off if it has not run yet. On the loop.
  void cancel();
}
