package dev.pipy.ctl.host;

import java.util.ArrayList;
import java.util.List;

/// Ctrl-C for a command that runs in the background: somebody else presses it. Any thread.
public final class Cancellation implements Interrupts {

  private final List<Runnable> actions = new ArrayList<>();
  private boolean isCancelled;

  @Override
  public Registration onInterrupt(Runnable action) {
    boolean isLate;
    synchronized (actions) {
      isLate = isCancelled;
      actions.add(action);
    }
    if (isLate) {
      action.run();
    }
    return () -> {
      synchronized (actions) {
        actions.remove(action);
      }
    };
  }

  /// Ends what the command does now, and what it begins later.
  public void cancel() {
    List<Runnable> running;
    synchronized (actions) {
      isCancelled = true;
      running = List.copyOf(actions);
    }
    running.reversed().forEach(Runnable::run);
  }
}
