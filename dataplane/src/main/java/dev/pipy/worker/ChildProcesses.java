package dev.pipy.worker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The processes that scripts run, so that there are never too many, and none is left when this
/// process ends. Any thread.
public final class ChildProcesses implements AutoCloseable {

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();
  private final Set<ProcessHandle> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /// @param most processes at once
  public ChildProcesses(int most) {
    this.most = most;
  }

  /// Processes that may run at once.
  public int most() {
    return most;
  }

  /// Takes the place of one more; false if there is none. Whoever took it gives it back.
  public boolean take() {
    if (taken.incrementAndGet() <= most) {
      return true;
    }
    taken.decrementAndGet();
    return false;
  }

  /// Notes a process that was started in a place that was taken; its end gives the place back.
  public void started(ProcessHandle process) {
    running.add(process);
    process
        .onExit()
        .thenRun(() -> {
          running.remove(process);
          giveBack();
        });
    if (isClosed) {
      end(process);
    }
  }

  /// Gives back a place in which nothing was started.
  public void giveBack() {
    taken.decrementAndGet();
  }

  /// Ends what still runs, and what that started, at once.
  @Override
  public void close() {
    isClosed = true;
    running.forEach(ChildProcesses::end);
  }

  private static void end(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
