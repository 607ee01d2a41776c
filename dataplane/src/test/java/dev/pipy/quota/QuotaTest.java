package dev.pipy.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.quota.QuotaRules.Refill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<String> turns = new ArrayList<>();

  @Test
  void gives_what_is_there() {
    var quota = new Quota(QuotaRules.fixed(5));

    assertThat(quota.consume(3, 0)).isEqualTo(3);
    assertThat(quota.consume(3, 0)).isEqualTo(2);
    assertThat(quota.consume(3, 0)).isZero();
    quota.produce(9, 0);
    assertThat(quota.current(0)).isEqualTo(5);
  }

  @Test
  void fills_up_a_period_after_the_first_consumption() {
    var quota = new Quota(new QuotaRules(2, 9, new Refill.All(), Duration.ofSeconds(1)));

    assertThat(quota.consume(2, 10 * SECOND)).isEqualTo(2);
    assertThat(quota.current(11 * SECOND - 1)).isZero();
    assertThat(quota.current(11 * SECOND)).isEqualTo(2);
  }

  @Test
  void fills_up_by_steps_until_it_is_as_at_the_start() {
    var quota = new Quota(new QuotaRules(5, 9, new Refill.Some(2), Duration.ofSeconds(1)));
    quota.consume(5, 0);

    assertThat(quota.current(SECOND)).isEqualTo(2);
    assertThat(quota.current(2 * SECOND)).isEqualTo(4);
    assertThat(quota.current(9 * SECOND)).isEqualTo(5);
    quota.produce(9, 9 * SECOND);
    assertThat(quota.current(9 * SECOND)).isEqualTo(9);
    quota.reset(9 * SECOND);
    assertThat(quota.current(9 * SECOND)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 10", "0.2, 20", "0.3, 30", "1, 100", "2.5, 250", "3, 300", "7.3, 730"})
  void keeps_a_rate_exactly_in_the_long_run(double rate, long expected) {
    var quota = new Quota(QuotaRules.perSecond(rate));
    var claim = quota.claim(Runnable::run, () -> {});
    long taken = 0;
    for (long second = 0; second < 100; second++) {
      long inSecond = 0;
      // a timer may be late
      while (claim.take(1, false, second * SECOND + SECOND / 100) == 1) {
        inSecond++;
      }
      assertThat(inSecond).isLessThanOrEqualTo((long) Math.ceil(rate));
      taken += inSecond;
    }

    assertThat(taken).isBetween(expected, expected + 1);
  }

  @Test
  void saves_nothing_beyond_a_period() {
    var quota = new Quota(QuotaRules.perSecond(10));
    quota.consume(1, 0);

    assertThat(quota.consume(100, 50 * SECOND)).isEqualTo(10);
    assertThat(quota.consume(100, 50 * SECOND + SECOND / 2)).isZero();
    assertThat(quota.consume(100, 51 * SECOND)).isEqualTo(10);
  }

  @Test
  void serves_in_order() {
    var quota = new Quota(QuotaRules.fixed(1));
    var first = claim(quota, "first");
    var second = claim(quota, "second");
    var third = claim(quota, "third");
    assertThat(first.take(1, false, 0)).isEqualTo(1);
    assertThat(second.take(1, false, 0)).isZero();
    assertThat(third.take(1, false, 0)).isZero();

    quota.produce(1, 0);
    assertThat(turns).containsExactly("second");
    assertThat(third.take(1, false, 0)).isZero();
    assertThat(second.take(1, false, 0)).isEqualTo(1);
    second.leave();
    assertThat(turns).containsExactly("second", "third");
    first.close(1);
    assertThat(turns).containsExactly("second", "third", "third");
    assertThat(third.take(1, false, 0)).isEqualTo(1);
  }

  @Test
  void tells_only_the_first_when_there_is_more() {
    var quota = new Quota(QuotaRules.perSecond(4));
    var first = claim(quota, "first");
    var second = claim(quota, "second");
    assertThat(first.take(6, true, 0)).isEqualTo(4);
    assertThat(second.take(1, true, 0)).isZero();

    assertThat(first.nanosToRefill(SECOND / 4)).isEqualTo(SECOND * 3 / 4);
    assertThat(second.nanosToRefill(SECOND / 4)).isEqualTo(-1);
    first.close(0);
    assertThat(second.nanosToRefill(SECOND / 4)).isEqualTo(SECOND * 3 / 4);
  }

  @Test
  void keeps_what_was_taken_when_the_rules_change() {
    var quota = new Quota(QuotaRules.fixed(5));
    quota.consume(4, 0);

    quota.change(QuotaRules.fixed(2), 0);
    assertThat(quota.consume(1, 0)).isZero();
    quota.change(QuotaRules.fixed(6), 0);
    assertThat(quota.consume(9, 0)).isEqualTo(2);
  }

  @Test
  void is_exact_for_many_threads() throws Exception {
    var quota = new Quota(QuotaRules.fixed(10_000));
    var start = new CountDownLatch(1);
    var taken = new AtomicLong();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var work = new ArrayList<Callable<Void>>();
      for (int i = 0; i < 8; i++) {
        work.add(() -> {
          start.await();
          for (int n = 0; n < 5000; n++) {
            taken.addAndGet((long) quota.consume(1, 0));
          }
          return null;
        });
      }
      var runs = work.stream().map(threads::submit).toList();
      start.countDown();
      for (var run : runs) {
        run.get();
      }
    }

    assertThat(taken).hasValue(10_000);
  }

  @Test
  void forgets_accounts_that_are_as_good_as_new() {
    var accounts = new QuotaAccounts();
    var rules = QuotaRules.perSecond(1);
    var open = accounts.claim("open", rules, 0, Runnable::run, () -> {});
    for (int i = 0; i < 100_000; i++) {
      long now = i * SECOND / 100;
      var claim = accounts.claim(i, rules, now, Runnable::run, () -> {});
      claim.take(1, false, now);
      claim.close(0);
    }

    assertThat(accounts.size()).isLessThan(3000);
    assertThat(open.take(1, false, 0)).isEqualTo(1);
    var again = accounts.claim("open", rules, 0, Runnable::run, () -> {});
    assertThat(again.take(1, false, 0)).isZero();
  }

  @Test
  void finds_named_quotas_again() {
    var quotas = new NamedQuotas();
    var quota = quotas.get("a", QuotaRules.fixed(3), 0);
    quota.consume(2, 0);

    assertThat(quotas.get("a", QuotaRules.fixed(3), 0)).isSameAs(quota);
    for (int i = 0; i < 5000; i++) {
      quotas.get("n" + i, QuotaRules.fixed(3), 0);
    }
    assertThat(quotas.get("a", QuotaRules.fixed(3), 0)).isSameAs(quota);
  }

  private Quota.Claim claim(Quota quota, String name) {
    return quota.claim(Runnable::run, () -> turns.add(name));
  }
}
