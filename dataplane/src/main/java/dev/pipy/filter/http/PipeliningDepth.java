package dev.pipy.filter.http;

import java.time.Duration;

/// How many requests may stand in line on a connection, for one key: as many as a fast peer answers
/// within the time that a request may lose to those before it. Learns from every answer. Confined
/// to a worker.
///
/// An answer's time is measured for the first in a line, where the way there and back counts, and
/// for those behind it, where it does not: theirs is what standing in line costs. When that has not
/// been seen yet, or not for a while, two requests try it.
final class PipeliningDepth {

  /// What a request may lose to those before it, if they take as long as the last ones; a quarter
  /// of what an answer takes anyway, if that is more.
  static final Duration BUDGET = Duration.ofMillis(1);

  private static final int SHARE_OF_ANSWER = 4;

  /// Answers that take longer are not worth a line.
  static final Duration FAST = Duration.ofMillis(20);

  /// Requests in line at the most.
  static final int MOST = 16;

  /// How long nobody stands in line after one had to be sent elsewhere; twice as long each time
  /// that it happens again soon, unless lines paid in between.
  static final Duration FIRST_REST = Duration.ofSeconds(1);

  /// How long nobody does if lines paid.
  static final Duration SHORT_REST = Duration.ofMillis(100);

  /// As many requests answered behind others outweigh a line that broke: of 600 requests one at
  /// most is sent twice.
  static final int PAYING = 10_000;

  /// How long nobody stands in line where that took too long.
  static final Duration RETRY = Duration.ofSeconds(2);

  static final Duration LONGEST_REST = Duration.ofSeconds(64);

  private static final long LEAST_SLOW = Duration.ofMillis(10).toNanos();
  private static final long MOST_SLOW = Duration.ofMillis(100).toNanos();
  private static final int SLOW_FACTOR = 4;

  /// How much of an average a new value makes: one in 8.
  private static final int WEIGHT = 8;

  private final int fixed;
  private long alone;
  private long behind = -1;
  private long triedAt;
  private long rest;
  private long restsUntil;
  private int unbroken;
  private boolean isResting;

  /// Learns if `fixed` is 0, otherwise the depth is always that.
  PipeliningDepth(int fixed) {
    this.fixed = fixed;
  }

  /// Whether the depth is given, so that requests wait in line as long as it takes.
  boolean isFixed() {
    return fixed > 0;
  }

  /// Requests that may stand in line now, from 1.
  int limit(long now) {
    if (fixed > 0) {
      return fixed;
    }
    if (isResting) {
      if (now - restsUntil < 0) {
        return 1;
      }
      isResting = false;
      behind = -1;
    }
    if (alone > FAST.toNanos()) {
      return 1;
    }
    if (behind < 0) {
      return 2;
    }
    long budget = Math.max(BUDGET.toNanos(), alone / SHARE_OF_ANSWER);
    long fitting = 1 + budget / Math.max(behind, 1);
    if (fitting == 1 && now - triedAt > RETRY.toNanos()) {
      behind = -1;
      return 2;
    }
    return (int) Math.min(fitting, MOST);
  }

  /// A request that was first in its line was answered.
  void answeredAlone(long nanos) {
    alone = alone == 0 ? nanos : alone + (nanos - alone) / WEIGHT;
  }

  /// A request that stood behind another was answered, so long after that other one.
  void answeredBehind(long nanos, long now) {
    triedAt = now;
    unbroken++;
    behind = behind < 0 ? nanos : behind + (nanos - behind) / WEIGHT;
  }

  /// How long the request at the front may take before those behind it are sent elsewhere.
  long slowNanos() {
    return Math.clamp(SLOW_FACTOR * alone, LEAST_SLOW, MOST_SLOW);
  }

  /// Requests that stood in line had to be sent elsewhere.
  void broken(long now) {
    rest = nextRest(now);
    unbroken = 0;
    restsUntil = now + rest;
    isResting = true;
  }

  private long nextRest(long now) {
    if (unbroken >= PAYING) {
      return SHORT_REST.toNanos();
    }
    boolean isSoon = isResting || now - restsUntil < LONGEST_REST.toNanos();
    return isSoon
        ? Math.clamp(2 * rest, FIRST_REST.toNanos(), LONGEST_REST.toNanos())
        : FIRST_REST.toNanos();
  }
}
