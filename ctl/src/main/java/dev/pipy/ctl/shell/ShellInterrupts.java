package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Interrupts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Ctrl-C while a command of the shell runs: ends that command.
final class ShellInterrupts implements Interrupts {

  private final List<Runnable> actions = new CopyOnWriteArrayList<>();

  @Override
  public Registration onInterrupt(Runnable action) {
    actions.add(action);
    return () -> actions.remove(action);
  }

  /// Called by the terminal, on a thread of its own.
  void interrupted() {
    actions.reversed().forEach(Runnable::run);
  }
}
