package dev.pipy.quota;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The quotas of a program that have a name, one for all its workers and versions. One that is as
/// good as new is only kept as long as a script has it. Any thread.
public final class NamedQuotas {

  private static final int FIRST_SWEEP = 1024;

  private final Map<String, Kept> quotas = new HashMap<>();
  private int nextSweep = FIRST_SWEEP;

  /// @param strong null if only a script keeps it
  private record Kept(WeakReference<Quota> weak, @Nullable Quota strong) {}

  /// No names yet.
  public NamedQuotas() {}

  /// The quota of a name, whose rules are from now on those given.
  public synchronized Quota get(String name, QuotaRules rules, long now) {
    var kept = quotas.get(name);
    var quota = kept == null ? null : kept.weak().get();
    if (quota == null) {
      sweep(now);
      quota = new Quota(rules);
    } else {
      quota.change(rules, now);
    }
    quotas.put(name, new Kept(new WeakReference<>(quota), quota));
    return quota;
  }

  /// Number of names.
  public synchronized int size() {
    return quotas.size();
  }

  private void sweep(long now) {
    if (quotas.size() < nextSweep) {
      return;
    }
    quotas.replaceAll((_, kept) ->
        kept.strong() != null && kept.strong().isUnused(now) ? new Kept(kept.weak(), null) : kept);
    quotas.values().removeIf(kept -> kept.weak().get() == null);
    nextSweep = Math.max(FIRST_SWEEP, 2 * quotas.size());
  }
}
