package dev.pipy.quota;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Units that streams of all workers take, first come, first served. Any thread.
///
/// Time is told by the caller, in nanoseconds on the clock that all workers share. There is no
/// timer here: what has come back since is found out when somebody asks, and whoever is first in
/// line asks again in time.
public final class Quota {

  private static final double ROUNDING = 1e6;
  private static final int LATENESS = 16;

  private final ArrayDeque<Claim> line = new ArrayDeque<>();
  private QuotaRules rules;
  private double current;
  private boolean isCounting;
  private boolean hasCounted;
  private long periodStart;
  private int claims;

  /// A quota that is as full as its rules say.
  public Quota(QuotaRules rules) {
    this.rules = rules;
    current = rules.initial();
  }

  /// What it starts with.
  public synchronized double initial() {
    return rules.initial();
  }

  /// What can be taken now.
  public synchronized double current(long now) {
    refill(now);
    return current;
  }

  /// Takes what is there, `amount` at most, without standing in line, and returns how much that
  /// was.
  public synchronized double consume(double amount, long now) {
    refill(now);
    double taken = Math.max(0, Math.min(amount, current));
    take(taken, now);
    return taken;
  }

  /// Puts units in, up to the largest number that the rules allow.
  public void produce(double amount, long now) {
    wake(add(amount, now));
  }

  /// Makes it as full as it was at the start.
  public void reset(long now) {
    wake(add(Double.NaN, now));
  }

  /// Changes the rules. What was taken stays taken.
  public void change(QuotaRules changed, long now) {
    wake(replaceRules(changed, now));
  }

  /// A place from which a stream takes units.
  ///
  /// @param loop where `onTurn` is called
  /// @param onTurn what waits may be there now
  public synchronized Claim claim(Executor loop, Runnable onTurn) {
    claims++;
    return new Claim(loop, onTurn);
  }

  /// Whether nobody draws from it and it is as full as a new one.
  public synchronized boolean isUnused(long now) {
    refill(now);
    return claims == 0 && current >= rules.initial();
  }

  /// @param amount NaN to fill it up
  private synchronized @Nullable Claim add(double amount, long now) {
    refill(now);
    current =
        Double.isNaN(amount)
            ? rules.initial()
            : Math.max(current, Math.min(rules.max(), rounded(current + Math.max(0, amount))));
    return line.peek();
  }

  private synchronized @Nullable Claim replaceRules(QuotaRules changed, long now) {
    if (changed.equals(rules)) {
      return null;
    }
    refill(now);
    current = rounded(current + changed.initial() - rules.initial());
    rules = changed;
    return line.peek();
  }

  private static void wake(@Nullable Claim claim) {
    if (claim != null) {
      claim.wake();
    }
  }

  private void take(double amount, long now) {
    current = rounded(current - amount);
    if (!isCounting && !rules.period().isZero()) {
      // taken right after the last period ended: the next one begins there, so that nothing is lost
      // to timers that are late
      boolean isLate = now - periodStart > rules.period().toNanos() / LATENESS;
      if (isLate || !hasCounted) {
        periodStart = now;
      }
      isCounting = true;
      hasCounted = true;
    }
  }

  private void refill(long now) {
    long period = rules.period().toNanos();
    if (!isCounting || period == 0) {
      return;
    }
    long periods = (now - periodStart) / period;
    if (periods > 0) {
      periodStart += periods * period;
      current = rounded(rules.refilled(current, periods));
      isCounting = current < rules.initial();
    }
  }

  /// Fractions such as 0.1 shall add up to whole units.
  private static double rounded(double value) {
    return Math.abs(value) < 1e9 ? Math.rint(value * ROUNDING) / ROUNDING : value;
  }

  /// A stream's place: in line from when it could not get what it wanted until it [#leave]s.
  /// Confined to its loop.
  public final class Claim {

    private final Executor loop;
    private final Runnable onTurn;
    private boolean isClosed;

    private Claim(Executor loop, Runnable onTurn) {
      this.loop = loop;
      this.onTurn = onTurn;
    }

    /// Takes whole units: all that were wanted, or some of them, or none. If that is not all, the
    /// stream is in line from now on and is told when it may go on, except at the end of a period,
    /// see [#nanosToRefill].
    ///
    /// @param wanted 1 or more
    /// @param isDivisible whether some are of use
    public long take(long wanted, boolean isDivisible, long now) {
      synchronized (Quota.this) {
        refill(now);
        boolean isNext = line.isEmpty() || line.peek() == this;
        long there = isNext ? (long) Math.max(0, Math.min(current, (double) wanted)) : 0;
        long taken = isDivisible || there == wanted ? there : 0;
        Quota.this.take((double) taken, now);
        if (taken < wanted && !line.contains(this)) {
          line.add(this);
        }
        return taken;
      }
    }

    /// How long until there is more, if this is first in line and something comes back by itself;
    /// -1 otherwise.
    public long nanosToRefill(long now) {
      synchronized (Quota.this) {
        return line.peek() == this && isCounting
            ? Math.max(0, periodStart + rules.period().toNanos() - now)
            : -1;
      }
    }

    /// The stream wants nothing for now.
    public void leave() {
      Quota.wake(remove());
    }

    /// The stream is over. May be called again.
    ///
    /// @param returned units that it took and gives back
    public void close(long returned) {
      Quota.wake(end(returned));
    }

    private @Nullable Claim remove() {
      synchronized (Quota.this) {
        boolean wasFirst = line.peek() == this;
        return line.remove(this) && wasFirst ? line.peek() : null;
      }
    }

    private @Nullable Claim end(long returned) {
      synchronized (Quota.this) {
        line.remove(this);
        if (!isClosed) {
          isClosed = true;
          claims--;
          current = Math.max(current, Math.min(rules.max(), rounded(current + returned)));
        }
        return line.peek();
      }
    }

    private void wake() {
      try {
        loop.execute(onTurn);
      } catch (RejectedExecutionException stopped) {
        leave(); // its worker has ended
      }
    }
  }
}
