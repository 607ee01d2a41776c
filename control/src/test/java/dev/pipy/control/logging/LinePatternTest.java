package dev.pipy.control.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePatternTest {

  @Test
  void finds_what_matches_anywhere_in_a_line() {
    var pattern = new LinePattern("refused|timed? out");

    assertThat(pattern.matches("connection refused by x")).isTrue();
    assertThat(pattern.matches("connection time out")).isTrue();
    assertThat(pattern.matches("connected")).isFalse();
    assertThat(pattern.isTooSlow()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|a)*$", "(.*,){11}P", "(a|b|ab)*c"})
  @Timeout(10)
  void gives_up_what_takes_too_long(String hostile) {
    // given
    var pattern = new LinePattern(hostile);
    var line = "ab".repeat(20) + "a,".repeat(50) + "a".repeat(3900) + "!";

    // when
    boolean isMatch = pattern.matches(line) || pattern.matches("a".repeat(4000) + "!");

    // then
    assertThat(isMatch).isFalse();
    assertThat(pattern.isTooSlow()).isTrue();
    assertThat(pattern.matches("a")).isFalse();
  }

  @Test
  void looks_at_the_beginning_of_a_long_line() {
    var pattern = new LinePattern("end");

    assertThat(pattern.matches("x".repeat(LinePattern.LINE_LENGTH) + "end")).isFalse();
    assertThat(pattern.matches("x".repeat(LinePattern.LINE_LENGTH - 3) + "end")).isTrue();
  }

  @Test
  void has_time_for_all_lines_of_a_history() {
    // given
    var pattern = new LinePattern("(?i)error.*port=\\d+");
    var start = System.nanoTime();

    // when
    for (int i = 0; i < LogHistory.LIMIT; i++) {
      pattern.matches("a line as there are many, about a connection and its port=8000 " + i);
    }

    // then
    assertThat(pattern.isTooSlow()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
