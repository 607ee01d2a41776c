package dev.pipy.ctl.testing;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition instead of for a time.
public final class Await {

  private static final long LIMIT_NANOS = 30_000_000_000L;
  private static final long PAUSE_NANOS = 10_000_000L;

  private Await() {}

  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 30 s");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
