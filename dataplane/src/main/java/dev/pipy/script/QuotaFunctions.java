package dev.pipy.script;

import dev.pipy.filter.spec.Quantity;
import dev.pipy.quota.Quota;
import dev.pipy.quota.QuotaRules;
import dev.pipy.quota.QuotaRules.Refill;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.jspecify.annotations.Nullable;

/// What `algo.Quota` is made of. Public because the prelude calls it.
///
/// A quota with a key is one for all workers and versions of a program. So is, for the workers of
/// one version, a quota that a script makes while it loads: all workers run the same scripts, so
/// the same place makes the same quota. One that is made later belongs to its worker.
public final class QuotaFunctions {

  private final ScriptRealm realm;
  private final Map<String, Integer> madeAt = new HashMap<>();

  QuotaFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// A quota, or the words that tell why there is none.
  ///
  /// @param produce how much comes back in a period; null for all that is missing
  /// @param per the period as a script wrote it; null for none
  @HostAccess.Export
  public Object make(
      double initial,
      double max,
      @Nullable Double produce,
      @Nullable Object per,
      @Nullable String key) {
    var period = per == null ? Duration.ZERO : Quantity.duration(per);
    if (period == null || (per != null && period.isZero())) {
      return "options.per expects seconds or a time such as '10s' or '1m'";
    }
    var refill = produce == null ? new Refill.All() : new Refill.Some(produce);
    var rules = new QuotaRules(initial, Math.max(initial, max), refill, period);
    if (key != null) {
      return realm.services().keyedQuotas().get(key, rules, now());
    }
    if (realm.isLoading()) {
      var place = String.valueOf(realm.here());
      int count = madeAt.merge(place, 1, Integer::sum);
      return realm.services().loadedQuotas().get(place + " " + count, rules, now());
    }
    return new Quota(rules);
  }

  /// What it starts with.
  @HostAccess.Export
  public double initial(Quota quota) {
    return quota.initial();
  }

  /// What is there now.
  @HostAccess.Export
  public double current(Quota quota) {
    return quota.current(now());
  }

  /// Takes what is there and returns how much that was.
  @HostAccess.Export
  public double consume(Quota quota, double amount) {
    return quota.consume(amount, now());
  }

  /// Puts units in.
  @HostAccess.Export
  public void produce(Quota quota, double amount) {
    quota.produce(amount, now());
  }

  /// Makes it as full as at the start.
  @HostAccess.Export
  public void reset(Quota quota) {
    quota.reset(now());
  }

  private long now() {
    return realm.worker().nanoTime();
  }
}
