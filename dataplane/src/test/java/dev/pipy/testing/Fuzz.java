package dev.pipy.testing;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs a test of random input with one seed after the other.
///
/// Usually a fixed number of times from a fixed seed. With `-Dpipy.fuzz.seconds=600` for that long
/// from a random one. A failure says its seed, and `-Dpipy.fuzz.seed=N` runs that one alone.
public final class Fuzz {

  private static final long FIRST_SEED = 20_260_101;

  private Fuzz() {}

  /// Runs `test`, at least once. Returns how often it ran.
  ///
  /// @param rounds how often without the properties
  public static int run(int rounds, Consumer<SplittableRandom> test) {
    var only = Long.getLong("pipy.fuzz.seed");
    if (only != null) {
      run(only, test);
      return 1;
    }
    long seconds = Long.getLong("pipy.fuzz.seconds", 0);
    long seed = seconds == 0 ? FIRST_SEED : ThreadLocalRandom.current().nextLong();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (seconds == 0 ? count < rounds : count == 0 || System.nanoTime() - end < 0) {
      run(seed++, test);
      count++;
    }
    return count;
  }

  private static void run(long seed, Consumer<SplittableRandom> test) {
    try {
      test.accept(new SplittableRandom(seed));
    } catch (RuntimeException | Error failure) {
      throw new AssertionError("failed, to repeat it: -Dpipy.fuzz.seed=" + seed, failure);
    }
  }
}
