package dev.pipy.e2e.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for a condition instead of for a time.
public final class Await {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private Await() {}

  /// Returns the first state that is as wanted; past the limit fails and shows the last one.
  public static <T> T until(
      String wanted, Duration limit, Supplier<T> state, Predicate<T> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      T current = state.get();
      if (condition.test(current)) {
        return current;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + wanted + "; last state:\n" + current);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
