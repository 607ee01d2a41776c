package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Interrupts;
import java.util.ArrayList;
import java.util.List;

/// Ctrl-C while a command of the shell runs: ends that command. One that comes before the command
/// has anything to end is kept for it. Any thread.
final class ShellInterrupts implements Interrupts {

  private final List<Runnable> actions = new ArrayList<>();
  private boolean isKept;

  @Override
  public Registration onInterrupt(Runnable action) {
    boolean isLate;
    synchronized (actions) {
      actions.add(action);
      isLate = isKept;
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

  /// A command begins: what was pressed before it is not meant for it.
  void commandBegins() {
    synchronized (actions) {
      isKept = false;
    }
  }

  /// Called by the terminal, on a thread of its own.
  void interrupted() {
    List<Runnable> running;
    synchronized (actions) {
      isKept = true;
      running = List.copyOf(actions);
    }
    running.reversed().forEach(Runnable::run);
  }
}
