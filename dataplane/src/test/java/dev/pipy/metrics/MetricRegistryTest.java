package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MetricRegistryTest {

  private static final int WORKERS = 4;
  private static final MetricShape COUNTER =
      new MetricShape(MetricKind.COUNTER, List.of("worker"), List.of());
  private static final MetricShape GAUGE = new MetricShape(MetricKind.GAUGE, List.of(), List.of());

  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void counts_are_exact_over_all_workers() throws InterruptedException {
    var metric = registry.acquire("x", COUNTER, WORKERS);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 2 * WORKERS; i++) {
      int worker = i % WORKERS;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 20_000; n++) {
                  metric.root().add(worker, 1);
                  child(metric.root(), "same").add(worker, 2);
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(registry.text())
        .isEqualTo(
            """
            # TYPE x counter
            x 160000
            x{worker="same"} 320000
            """);
  }

  @Test
  void a_gauge_is_the_sum_of_what_workers_set() {
    var metric = registry.acquire("x", GAUGE, WORKERS);
    metric.root().set(0, 3);
    metric.root().set(1, 4);
    metric.root().set(1, 5);
    assertThat(metric.root().number(0)).isEqualTo(8);
  }

  @Test
  void a_metric_is_shown_as_long_as_it_is_used() {
    var first = registry.acquire("x", GAUGE, 1);
    first.root().set(0, 1);
    var again = registry.acquire("x", GAUGE, 1);
    assertThat(again).isSameAs(first);
    var other = registry.acquire("x", COUNTER, 1);
    other.root().add(0, 7);
    assertThat(registry.text()).contains("x 7");
    registry.release(other);
    assertThat(registry.text()).contains("x 1");
    registry.release(first);
    assertThat(registry.text()).contains("x 1");
    registry.release(again);
    assertThat(registry.text()).isEmpty();
  }

  @Test
  void what_would_be_too_many_series_is_counted_in_one() {
    var metric = registry.acquire("x", COUNTER, 1);
    for (int i = 0; i < Metric.MOST_SERIES + 500; i++) {
      child(metric.root(), "v" + i).add(0, 1);
    }
    assertThat(metric.root().children()).hasSize(Metric.MOST_SERIES + 1);
    assertThat(child(metric.root(), Metric.OVERFLOW).number(0)).isEqualTo(500);
    assertThat(child(metric.root(), "v7").number(0)).isEqualTo(1);
  }

  @Test
  void there_may_be_so_many_metrics() {
    for (int i = 0; i < 2_000; i++) {
      registry.acquire("x" + i, GAUGE, 1);
    }
    assertThatThrownBy(() -> registry.acquire("y", GAUGE, 1))
        .hasMessage("metric y: there are 2000 already");
  }

  private static Series child(Series series, String value) {
    @Nullable Series child = series.child(value);
    if (child == null) {
      throw new AssertionError("no label is left");
    }
    return child;
  }
}
