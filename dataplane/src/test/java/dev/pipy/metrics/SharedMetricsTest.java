package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class SharedMetricsTest {

  private final SharedMetrics metrics = new SharedMetrics();

  private String text() {
    var snapshot = new MetricSnapshot();
    metrics.addTo(snapshot);
    return Exposition.PROMETHEUS.text(snapshot.families());
  }

  @Test
  void counts_from_any_thread() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 10_000; n++) {
                  metrics.add(BuiltinMetric.SCRIPT_ERRORS, 1, "main", "/main.js");
                  metrics.observe(BuiltinMetric.DRAIN_DURATION, 1, "main");
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(text())
        .contains("pipy_script_errors_total{codebase=\"main\",file=\"/main.js\"} 40000\n")
        .contains("pipy_drain_duration_seconds_bucket{codebase=\"main\",le=\"0.1\"} 0\n")
        .contains("pipy_drain_duration_seconds_bucket{codebase=\"main\",le=\"1\"} 40000\n")
        .contains("pipy_drain_duration_seconds_sum{codebase=\"main\"} 40000\n");
  }

  @Test
  void a_gauge_is_what_was_set_last() {
    metrics.set(BuiltinMetric.LAST_ACTIVATION_SUCCESS, 1, "main");
    metrics.set(BuiltinMetric.LAST_ACTIVATION_SUCCESS, 0, "main");
    assertThat(text()).endsWith("pipy_last_activation_success{codebase=\"main\"} 0\n");
  }

  @Test
  void what_would_be_too_many_series_is_counted_in_one() {
    for (int i = 0; i < 1_200; i++) {
      metrics.add(BuiltinMetric.SCRIPT_ERRORS, 1, "p" + i, "/main.js");
    }
    assertThat(text().lines()).hasSize(2 + 1_001);
    assertThat(text())
        .contains("pipy_script_errors_total{codebase=\"other\",file=\"other\"} 200\n");
  }
}
