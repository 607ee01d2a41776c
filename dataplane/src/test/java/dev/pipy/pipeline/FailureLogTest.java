package dev.pipy.pipeline;

import static dev.pipy.event.StreamError.UNAUTHORIZED;
import static dev.pipy.testing.FilterBench.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.Event;
import dev.pipy.testing.FilterBench;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

final class FailureLogTest {

  private final FailureLog log =
      new FailureLog(LoggerFactory.getLogger("pipy.test"), Level.INFO, "failed", "name");
  private final FilterBench bench = new FilterBench();
  private final Stage[] stage = new Stage[1];

  @BeforeEach
  void start() {
    bench.build(
        filter((event, its) -> {
          stage[0] = its;
          event.release();
        }));
    bench.feed(Event.StreamEnd.CLEAN);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private int report(String why) {
    return log.report(stage[0], "a.test", UNAUTHORIZED, why);
  }

  @Test
  void tells_a_cause_once_per_minute_and_then_how_often_it_was() {
    assertThat(report("a")).isOne();
    for (int i = 0; i < 1000; i++) {
      assertThat(report("a")).isZero();
    }
    assertThat(report("b")).isOne();

    bench.host().advance(Duration.ofSeconds(61));

    assertThat(report("c")).as("how many more of a, and c").isEqualTo(2);
    assertThat(report("a")).isOne();
    assertThat(report("a")).isZero();
  }

  @Test
  void bounds_the_causes_that_strangers_think_of() {
    int lines = 0;
    for (int i = 0; i < 10_000; i++) {
      lines += report("cause " + i + "\r\n");
    }
    assertThat(lines).isEqualTo(17);
  }
}
