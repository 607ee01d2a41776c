package dev.pipy.filter.flow;

import static dev.pipy.testing.FilterBench.end;
import static dev.pipy.testing.FilterBench.start;
import static dev.pipy.testing.FilterBench.streamEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.quota.Quota;
import dev.pipy.quota.QuotaRules;
import dev.pipy.testing.FilterBench;
import dev.pipy.testing.RecordingOutput;
import dev.pipy.testing.TestFunction;
import dev.pipy.testing.TestObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void cuts_data_to_what_passes_in_a_second() {
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, 4)) {
      bench.feed(bench.data("abc"), bench.data("defghij"), streamEnd());
      assertThat(bench.output().take()).containsExactly("data(abc)", "data(d)");

      bench.host().advance(SECOND);
      assertThat(bench.output().take()).containsExactly("data(efgh)");
      bench.host().advance(SECOND);
      assertThat(bench.output().take()).containsExactly("data(ij)", "streamEnd");
    }
  }

  @Test
  void reads_sizes() {
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, "1k")) {
      bench.feed(bench.data("x".repeat(1025)));

      assertThat(bench.output().take()).containsExactly("data(" + "x".repeat(1024) + ")");
    }
  }

  @Test
  void counts_messages() {
    try (var bench = FilterBench.of(ThrottleMessageRate.SPEC, 2)) {
      bench.feed(start("a"), bench.data("1"), end(), start("b"), end(), start("c"), end());
      assertThat(bench.output().take())
          .containsExactly("start(a)", "data(1)", "end", "start(b)", "end");

      bench.host().advance(SECOND);
      assertThat(bench.output().take()).containsExactly("start(c)", "end");
    }
  }

  @Test
  void takes_a_fraction_as_a_rate() {
    try (var bench = FilterBench.of(ThrottleMessageRate.SPEC, 0.2)) {
      bench.feed(start("a"), end(), start("b"), end());
      assertThat(bench.output().take()).containsExactly("start(a)", "end");

      for (int i = 0; i < 4; i++) {
        bench.host().advance(SECOND);
        assertThat(bench.output().take()).isEmpty();
      }
      bench.host().advance(SECOND);
      assertThat(bench.output().take()).containsExactly("start(b)", "end");
    }
  }

  @Test
  void shares_an_account_in_the_order_of_coming() {
    try (var bench =
        FilterBench.of(ThrottleMessageRate.SPEC, 1, TestFunction.variable("account"))) {
      var second = new RecordingOutput();
      var third = new RecordingOutput();
      bench.feed(start("a"), start("b"));
      bench.feed(bench.openAnother(second), start("c"));
      bench.feed(bench.openAnother(third), start("d"));
      assertThat(bench.output().take()).containsExactly("start(a)");

      bench.host().advance(SECOND);
      assertThat(bench.output().take()).containsExactly("start(b)");
      assertThat(second.take()).isEmpty();
      bench.host().advance(SECOND);
      assertThat(second.take()).containsExactly("start(c)");
      assertThat(third.take()).isEmpty();
      bench.host().advance(SECOND);
      assertThat(third.take()).containsExactly("start(d)");
    }
  }

  @Test
  void lets_the_next_one_go_on_when_the_first_in_line_is_closed() {
    try (var bench = FilterBench.of(ThrottleMessageRate.SPEC, 1)) {
      var second = new RecordingOutput();
      bench.feed(start("a"), start("b"));
      bench.feed(bench.openAnother(second), start("c"));

      bench.pipeline().close();
      bench.host().runLoop();
      bench.host().advance(SECOND);

      assertThat(second.take()).containsExactly("start(c)");
    }
  }

  @Test
  void keeps_accounts_apart() {
    var accounts = new Object[] {"a", "b"};
    var asked = new int[1];
    var account = TestFunction.of(_ -> accounts[asked[0]++]);
    try (var bench = FilterBench.of(ThrottleMessageRate.SPEC, 1, account)) {
      var second = new RecordingOutput();
      bench.feed(start("a"), start("b"));
      bench.feed(bench.openAnother(second), start("c"));

      assertThat(bench.output().take()).containsExactly("start(a)");
      assertThat(second.take()).containsExactly("start(c)");
    }
  }

  @Test
  void takes_from_a_quota_that_is_filled_by_hand() {
    var quota = new Quota(new QuotaRules(1, 9, new QuotaRules.Refill.All(), Duration.ZERO));
    try (var bench = FilterBench.of(ThrottleMessageRate.SPEC, TestFunction.returning(quota))) {
      bench.feed(start("a"), start("b"), start("c"), start("d"));
      bench.host().advance(Duration.ofSeconds(100));
      assertThat(bench.output().take()).containsExactly("start(a)");

      quota.produce(2, 0);
      bench.host().runLoop();

      assertThat(bench.output().take()).containsExactly("start(b)", "start(c)");
    }
  }

  @Test
  void limits_streams_that_go_on_at_once() {
    try (var bench = FilterBench.of(ThrottleConcurrency.SPEC, 1)) {
      var second = new RecordingOutput();
      var third = new RecordingOutput();
      bench.feed(bench.data("1"), bench.data("2"));
      var waiting = bench.openAnother(second);
      bench.feed(waiting, bench.data("3"), streamEnd());
      bench.feed(bench.openAnother(third), bench.data("4"));
      assertThat(bench.output().take()).containsExactly("data(1)", "data(2)");
      assertThat(second.take()).isEmpty();

      bench.pipeline().close();
      bench.host().runLoop();
      assertThat(second.take()).containsExactly("data(3)", "streamEnd");
      assertThat(third.take()).isEmpty();

      waiting.close();
      bench.host().runLoop();
      assertThat(third.take()).containsExactly("data(4)");
    }
  }

  @Test
  void pauses_its_source_while_it_waits() {
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, 1)) {
      bench.feed(bench.data("12"));
      assertThat(bench.source().pauses()).isEqualTo(1);

      bench.host().advance(SECOND);
      assertThat(bench.source().pauses()).isZero();
    }
  }

  @Test
  void may_let_the_source_go_on_until_much_waits() {
    var option = new TestObject(Map.of("blockInput", false));
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, 1, option)) {
      bench.feed(bench.data("12"), bench.data("3"));
      assertThat(bench.source().pauses()).isZero();

      bench.feed(bench.data("x".repeat(70_000)));
      assertThat(bench.source().pauses()).isEqualTo(1);
    }
  }

  @Test
  void is_bounded() {
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, 0)) {
      for (int i = 0; i < 20; i++) {
        bench.feed(bench.data("x".repeat(60_000)));
      }

      assertThat(bench.output().events()).containsExactly("streamEnd(BufferOverflow)");
    }
  }

  @Test
  void ends_the_stream_when_a_function_gives_no_quota() {
    try (var bench = FilterBench.of(ThrottleDataRate.SPEC, TestFunction.returning("much"))) {
      bench.feed(bench.data("1"));

      assertThat(bench.output().events()).containsExactly("streamEnd(RuntimeError)");
    }
  }

  @Test
  void refuses_what_is_no_quota() {
    assertThatThrownBy(() -> FilterBench.of(ThrottleDataRate.SPEC, "much"))
        .hasMessageStartingWith("argument #1 expects a number of bytes per second");
    assertThatThrownBy(() -> FilterBench.of(ThrottleMessageRate.SPEC, -1))
        .hasMessageStartingWith("argument #1 expects a number of messages per second");
  }
}
