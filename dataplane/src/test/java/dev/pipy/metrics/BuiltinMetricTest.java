package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BuiltinMetricTest {

  @ParameterizedTest
  @EnumSource
  void follows_the_rules_of_prometheus(BuiltinMetric metric) {
    assertThat(metric.metricName()).matches("(pipy|http|jvm|process|target)_[a-z0-9_]*[a-z0-9]");
    assertThat(metric.metricName().endsWith("_total"))
        .isEqualTo(metric.type() == MetricType.COUNTER);
    assertThat(metric.help()).matches("[A-Z].*\\.");
    assertThat(metric.labels()).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z_]+"));
    assertThat(metric.bounds().isEmpty()).isEqualTo(metric.type() != MetricType.HISTOGRAM);
    assertThat(metric.bounds()).isSorted();
  }

  @Test
  void names_are_used_once() {
    assertThat(Arrays.stream(BuiltinMetric.values()).map(BuiltinMetric::metricName))
        .doesNotHaveDuplicates();
  }

  @Test
  void scripts_cannot_take_a_name_that_would_be_mistaken_for_ours() {
    refuses(
        "pipy_log_dropped_total",
        MetricKind.COUNTER,
        "metric name: pipy_log_dropped_total (expected: another one; pipy itself counts"
            + " pipy_log_dropped_total)");
    refuses(
        "pipy_drain_duration_seconds_count",
        MetricKind.GAUGE,
        "metric name: pipy_drain_duration_seconds_count (expected: another one; pipy itself counts"
            + " pipy_drain_duration_seconds)");
    new MetricRegistry().acquire("pipy_mine", shape(MetricKind.GAUGE, List.of()), 1);
  }

  @Test
  void scripts_cannot_take_the_label_that_says_whose_it_is() {
    var shape = shape(MetricKind.GAUGE, List.of("codebase"));
    assertThatThrownBy(() -> new MetricRegistry().acquire("x", shape, 1))
        .hasMessage(
            "label name: codebase (expected: another one; it is added with the program's name)");
  }

  private static void refuses(String name, MetricKind kind, String message) {
    assertThatThrownBy(() -> new MetricRegistry().acquire(name, shape(kind, List.of()), 1))
        .hasMessage(message);
  }

  private static MetricShape shape(MetricKind kind, List<String> labels) {
    return new MetricShape(kind, labels, List.of());
  }
}
