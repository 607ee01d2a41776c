package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpositionTest {

  private final MetricSnapshot snapshot = new MetricSnapshot();

  private String text(Exposition format) {
    return format.text(snapshot.families());
  }

  @Test
  void says_what_each_metric_is() {
    snapshot.add(BuiltinMetric.OUTBOUND_BYTES, 7, "a:1", "sent");
    snapshot.add(BuiltinMetric.OUTBOUND_BYTES, 5, "a:1", "received");
    assertThat(text(Exposition.PROMETHEUS))
        .isEqualTo(
            """
            # HELP pipy_outbound_bytes_total Bytes on the sockets of upstreams.
            # TYPE pipy_outbound_bytes_total counter
            pipy_outbound_bytes_total{upstream="a:1",direction="received"} 5
            pipy_outbound_bytes_total{upstream="a:1",direction="sent"} 7
            """);
  }

  @Test
  void adds_up_what_workers_count_under_the_same_labels() {
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 2, "a:1");
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 3, "a:1");
    assertThat(text(Exposition.PROMETHEUS))
        .endsWith("pipy_upstream_connections{upstream=\"a:1\"} 5\n");
  }

  @Test
  void counts_of_buckets_are_cumulative() {
    snapshot.addCells(
        BuiltinMetric.DRAIN_DURATION, new double[] {1, 0, 2, 0, 0, 0, 0, 0, 4, 12.5}, "main");
    assertThat(text(Exposition.PROMETHEUS))
        .endsWith(
            """
            # TYPE pipy_drain_duration_seconds histogram
            pipy_drain_duration_seconds_bucket{codebase="main",le="0.01"} 1
            pipy_drain_duration_seconds_bucket{codebase="main",le="0.1"} 1
            pipy_drain_duration_seconds_bucket{codebase="main",le="1"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="5"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="10"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="30"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="60"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="300"} 3
            pipy_drain_duration_seconds_bucket{codebase="main",le="+Inf"} 7
            pipy_drain_duration_seconds_sum{codebase="main"} 12.5
            pipy_drain_duration_seconds_count{codebase="main"} 7
            """);
  }

  @Test
  void escapes_what_would_end_a_label() {
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 1, "a\"b\\c\nd");
    assertThat(text(Exposition.PROMETHEUS))
        .endsWith("pipy_upstream_connections{upstream=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  @Test
  void open_metrics_has_its_own_words_and_an_end() {
    snapshot.add(BuiltinMetric.TARGET_INFO, 1, "pipy", "1.0");
    snapshot.add(BuiltinMetric.LOG_DROPPED, 3);
    snapshot.addCells(BuiltinMetric.JVM_GC, new double[] {2, 0.5}, "Copy");
    assertThat(text(Exposition.OPENMETRICS))
        .isEqualTo(
            """
            # HELP jvm_gc_collection_seconds Time that garbage collections took.
            # TYPE jvm_gc_collection_seconds summary
            jvm_gc_collection_seconds_sum{gc="Copy"} 0.5
            jvm_gc_collection_seconds_count{gc="Copy"} 2
            # HELP pipy_log_dropped Log lines that were dropped since too many waited.
            # TYPE pipy_log_dropped counter
            pipy_log_dropped_total 3
            # HELP target What is measured.
            # TYPE target info
            target_info{service_name="pipy",service_version="1.0"} 1
            # EOF
            """);
  }

  @Test
  void a_counter_of_a_script_has_the_same_name_in_both_formats() {
    var registries = new MetricRegistries();
    var shape = new MetricShape(MetricKind.COUNTER, List.of(), List.of());
    registries.of("main").acquire("hits", shape, 1).root().add(0, 2);
    registries.addTo(snapshot);
    assertThat(text(Exposition.PROMETHEUS))
        .isEqualTo(
            "# HELP hits Counted by scripts.\n# TYPE hits counter\nhits{codebase=\"main\"} 2\n");
    assertThat(text(Exposition.OPENMETRICS))
        .isEqualTo(
            "# HELP hits Counted by scripts.\n# TYPE hits unknown\nhits{codebase=\"main\"} 2\n# EOF\n");
  }

  @Test
  void a_counter_beside_a_gauge_of_its_base_name_keeps_its_own_in_both_formats() {
    var registries = new MetricRegistries();
    var counter = new MetricShape(MetricKind.COUNTER, List.of(), List.of());
    var gauge = new MetricShape(MetricKind.GAUGE, List.of(), List.of());
    registries.of("main").acquire("open", gauge, 1).root().set(0, 1);
    registries.of("main").acquire("open_total", counter, 1).root().add(0, 2);
    registries.addTo(snapshot);
    assertThat(text(Exposition.OPENMETRICS))
        .isEqualTo(
            """
            # HELP open Counted by scripts.
            # TYPE open gauge
            open{codebase="main"} 1
            # HELP open_total Counted by scripts.
            # TYPE open_total unknown
            open_total{codebase="main"} 2
            # EOF
            """);
  }

  @Test
  void programs_with_metrics_of_one_name_are_told_apart() {
    var registries = new MetricRegistries();
    var counter = new MetricShape(MetricKind.COUNTER, List.of("path"), List.of());
    var gauge = new MetricShape(MetricKind.GAUGE, List.of(), List.of());
    registries.of("a").acquire("x", counter, 1).root().add(0, 1);
    registries.of("b").acquire("x", counter, 1).root().add(0, 2);
    registries.of("c").acquire("x", gauge, 1).root().set(0, 3);
    registries.addTo(snapshot);
    assertThat(text(Exposition.PROMETHEUS))
        .isEqualTo(
            "# HELP x Counted by scripts.\n# TYPE x counter\nx{codebase=\"a\"} 1\nx{codebase=\"b\"} 2\n");
  }
}
