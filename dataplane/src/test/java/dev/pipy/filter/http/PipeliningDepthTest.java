package dev.pipy.filter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipeliningDepthTest {

  private final PipeliningDepth depth = new PipeliningDepth(0);
  private long now;

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private void behind(long nanos) {
    for (int i = 0; i < 50; i++) {
      depth.answeredBehind(nanos, now);
    }
  }

  @Test
  void two_try_what_has_not_been_seen() {
    assertThat(depth.limit(now)).isEqualTo(2);
  }

  @Test
  void lets_as_many_stand_in_line_as_are_answered_within_a_millisecond() {
    behind(200_000);
    assertThat(depth.limit(now)).isEqualTo(6);

    behind(1_000);
    assertThat(depth.limit(now)).isEqualTo(PipeliningDepth.MOST);
  }

  @Test
  void lets_nobody_stand_behind_answers_that_take_longer() {
    behind(2_000_000);
    assertThat(depth.limit(now)).isEqualTo(1);
  }

  @Test
  void tries_again_after_a_while() {
    behind(2_000_000);
    now += PipeliningDepth.RETRY.toNanos();
    assertThat(depth.limit(now)).isEqualTo(1);
    now += 1;
    assertThat(depth.limit(now)).isEqualTo(2);
  }

  @Test
  void lets_those_wait_longer_who_wait_anyway() {
    behind(2_000_000);
    for (int i = 0; i < 50; i++) {
      depth.answeredAlone(millis(17));
    }
    assertThat(depth.limit(now)).isEqualTo(3);
  }

  @Test
  void has_no_line_where_the_way_alone_takes_long() {
    behind(1_000);
    for (int i = 0; i < 50; i++) {
      depth.answeredAlone(millis(30));
    }
    assertThat(depth.limit(now)).isEqualTo(1);
  }

  @Test
  void calls_slow_what_takes_four_times_as_long_as_usual() {
    assertThat(depth.slowNanos()).isEqualTo(millis(10));

    depth.answeredAlone(millis(12));
    assertThat(depth.slowNanos()).isEqualTo(millis(48));

    depth.answeredAlone(millis(9000));
    assertThat(depth.slowNanos()).isEqualTo(millis(100));
  }

  @Test
  void rests_after_a_line_that_broke_and_longer_each_time() {
    // given
    behind(1_000);

    // then
    for (var rest : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
      depth.broken(now);
      now += Duration.ofSeconds(rest).toNanos() - 1;
      assertThat(depth.limit(now)).isEqualTo(1);
      now += 1;
      assertThat(depth.limit(now)).isEqualTo(2);
    }
  }

  @Test
  void rests_shortly_after_a_line_that_broke_if_many_were_answered_in_line() {
    // given
    depth.broken(now);
    depth.broken(now);
    now += Duration.ofSeconds(2).toNanos();
    for (int i = 0; i < PipeliningDepth.PAYING; i++) {
      depth.answeredBehind(1_000, now);
    }

    // when
    depth.broken(now);

    // then
    now += PipeliningDepth.SHORT_REST.toNanos() - 1;
    assertThat(depth.limit(now)).isEqualTo(1);
    now += 1;
    assertThat(depth.limit(now)).isEqualTo(2);

    // and without as many in between the next rest is a long one
    depth.broken(now);
    now += PipeliningDepth.FIRST_REST.toNanos() - 1;
    assertThat(depth.limit(now)).isEqualTo(1);
  }

  @Test
  void forgives_what_is_long_past() {
    // given
    depth.broken(now);
    depth.broken(now);
    now += Duration.ofSeconds(100).toNanos();
    assertThat(depth.limit(now)).isEqualTo(2);

    // when
    depth.broken(now);

    // then
    now += Duration.ofSeconds(1).toNanos();
    assertThat(depth.limit(now)).isEqualTo(2);
  }

  @Test
  void keeps_to_a_depth_that_is_given() {
    // given
    var given = new PipeliningDepth(3);

    // when
    given.answeredAlone(millis(1000));
    given.broken(now);

    // then
    assertThat(given.limit(now)).isEqualTo(3);
  }
}
