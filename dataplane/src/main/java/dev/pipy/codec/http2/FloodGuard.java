package dev.pipy.codec.http2;

import java.util.function.LongSupplier;

/// Tells a peer that works from one that makes us work. Frames that cost work and bring nothing
/// take from an allowance, which comes back with time and with real traffic. Confined to a worker.
///
/// | allowance | burst | per second | taken by | given back by |
/// |---|---|---|---|---|
/// | resets | 200 | 20 | streams that the peer resets, refuses to wait for or breaks | a stream that ends in order |
/// | controls | 1000 | 200 | PING, SETTINGS, PRIORITY, WINDOW_UPDATE, unknown and empty frames | DATA and HEADERS |
final class FloodGuard {

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanoTime;
  private final Allowance resets;
  private final Allowance controls;

  /// @param nanoTime the worker's clock
  FloodGuard(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    long now = nanoTime.getAsLong();
    this.resets = new Allowance(200, 20, now);
    this.controls = new Allowance(1000, 200, now);
  }

  /// Counts a stream that came to nothing; false if there were too many.
  boolean allowsReset() {
    return resets.take(1, nanoTime);
  }

  /// Counts frames without use; false if there were too many.
  boolean allowsControl(int cost) {
    return controls.take(cost, nanoTime);
  }

  /// A stream ended in order.
  void streamEnded() {
    resets.give(1);
  }

  /// Frames of use were received or sent.
  void worked(int amount) {
    controls.give(amount);
  }

  private static final class Allowance {

    private final double burst;
    private final double perNano;
    private double left;
    private long countedAt;

    Allowance(int burst, int perSecond, long now) {
      this.burst = burst;
      this.perNano = perSecond / NANOS_PER_SECOND;
      this.left = burst;
      this.countedAt = now;
    }

    boolean take(int cost, LongSupplier nanoTime) {
      left -= cost;
      if (left < 0) {
        long now = nanoTime.getAsLong();
        left = Math.min(burst, left + (now - countedAt) * perNano);
        countedAt = now;
      }
      return left >= 0;
    }

    void give(int amount) {
      left = Math.min(burst, left + amount);
    }
  }
}
