package dev.pipy.quota;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Quotas by account or name, made when they are first asked for. Those that nobody uses and that
/// are as good as new are forgotten, so that names which clients choose do not fill the memory. Any
/// thread.
public final class QuotaAccounts {

  private static final int FIRST_SWEEP = 1024;

  private final Map<@Nullable Object, Quota> quotas = new HashMap<>();
  private int nextSweep = FIRST_SWEEP;

  /// No accounts yet.
  public QuotaAccounts() {}

  /// A place at the quota of an account, whose rules are from now on those given.
  ///
  /// @param account equal by `equals`; null is an account, too
  public synchronized Quota.Claim claim(
      @Nullable Object account, QuotaRules rules, long now, Executor loop, Runnable onTurn) {
    var quota = quotas.get(account);
    if (quota == null) {
      sweep(now);
      quota = new Quota(rules);
      quotas.put(account, quota);
    } else {
      quota.change(rules, now);
    }
    return quota.claim(loop, onTurn);
  }

  /// Number of accounts.
  public synchronized int size() {
    return quotas.size();
  }

  private void sweep(long now) {
    if (quotas.size() >= nextSweep) {
      quotas.values().removeIf(quota -> quota.isUnused(now));
      nextSweep = Math.max(FIRST_SWEEP, 2 * quotas.size());
    }
  }
}
