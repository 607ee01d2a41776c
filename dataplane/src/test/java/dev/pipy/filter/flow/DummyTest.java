package dev.pipy.filter.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.testing.FilterBench;
import org.junit.jupiter.api.Test;

final class DummyTest {

  @Test
  void swallows_everything() {
    try (var bench = FilterBench.of(Dummy.SPEC)) {
      bench.feed(
          FilterBench.start("a"), bench.data("1"), FilterBench.end(), FilterBench.streamEnd());

      assertThat(bench.output().events()).isEmpty();
    }
  }
}
