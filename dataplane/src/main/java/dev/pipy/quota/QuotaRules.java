package dev.pipy.quota;

import java.time.Duration;

/// How much a quota holds and how it fills up again.
///
/// @param initial what it starts with, 0 or more
/// @param max most that may be put into it by hand
/// @param refill how much comes back at the end of each period
/// @param period zero if nothing comes back by itself; otherwise periods begin with the first
///   consumption and end when the quota is full
public record QuotaRules(double initial, double max, Refill refill, Duration period) {

  /// What comes back at the end of a period.
  public sealed interface Refill {

    /// All that is missing from what it started with.
    record All() implements Refill {}

    /// So much, up to what it started with.
    record Some(double amount) implements Refill {}

    /// The rate. What is left of a whole unit adds up, so that 0.3 per second is 3 in 10 seconds,
    /// and 2.5 is 5 in 2; more than that is never saved.
    record Rate(double amount) implements Refill {}
  }

  /// A rate of so many units per second, 0 or more. The first unit may be taken at once.
  public static QuotaRules perSecond(double rate) {
    double initial = rate > 0 && rate < 1 ? 1 : rate;
    return new QuotaRules(initial, initial, new Refill.Rate(rate), Duration.ofSeconds(1));
  }

  /// A fixed number of units that are given back by hand.
  public static QuotaRules fixed(double units) {
    return new QuotaRules(units, units, new Refill.All(), Duration.ZERO);
  }

  /// What is there after so many periods, 1 or more.
  double refilled(double current, long periods) {
    return switch (refill) {
      case Refill.All() -> Math.max(current, initial);
      case Refill.Some(double amount) ->
          Math.max(current, Math.min(initial, current + periods * amount));
      case Refill.Rate(double rate) -> refilledAt(rate, current, periods);
    };
  }

  private static double refilledAt(double rate, double current, long periods) {
    if (rate <= 0) {
      return current;
    }
    // less than a unit left: it adds up
    double needed = current < 1 ? Math.max(1, Math.ceil((1 - current) / rate)) : 0;
    if (periods <= needed) {
      return current + periods * rate;
    }
    return Math.max(current + needed * rate, rate);
  }
}
