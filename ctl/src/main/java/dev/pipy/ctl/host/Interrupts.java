package dev.pipy.ctl.host;

/// Tells when Ctrl-C was pressed. Whole programs end on it, a shell only ends its running command.
@FunctionalInterface
public interface Interrupts {

  /// Runs an action on Ctrl-C, on another thread, until the registration is closed.
  Registration onInterrupt(Runnable action);

  /// Ends an interest in interrupts.
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
