package dev.pipy.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A sum that one thread adds to and any thread may read. Adding costs what adding to a field
/// costs: the writes are opaque, which keeps them whole and lets them be seen after a while, and
/// orders nothing.
public final class Tally {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private long value;

  /// Zero.
  public Tally() {}

  /// Adds one. By the writing thread.
  public void increment() {
    add(1);
  }

  /// Adds. By the writing thread.
  public void add(long amount) {
    VALUE.setOpaque(this, value + amount);
  }

  /// The sum so far, or a moment ago.
  public long sum() {
    return (long) VALUE.getOpaque(this);
  }
}
