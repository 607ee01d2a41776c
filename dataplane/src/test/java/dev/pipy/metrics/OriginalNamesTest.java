package dev.pipy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OriginalNamesTest {

  private final MetricSnapshot snapshot = new MetricSnapshot();

  private String text() {
    return Exposition.PROMETHEUS
        .text(OriginalNames.addedTo(snapshot.families()))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  @Test
  void names_connections_and_bytes_as_the_original_does() {
    // given
    snapshot.add(BuiltinMetric.LISTENER_CONNECTIONS, 3, "0.0.0.0:8000", "tcp");
    snapshot.add(BuiltinMetric.LISTENER_CONNECTIONS, 4, "[::]:8443", "tcp");
    snapshot.add(BuiltinMetric.INBOUND_BYTES, 10, "0.0.0.0:8000", "received");
    snapshot.add(BuiltinMetric.INBOUND_BYTES, 20, "0.0.0.0:8000", "sent");
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 2, "localhost:8080");
    snapshot.add(BuiltinMetric.OUTBOUND_BYTES, 5, "localhost:8080", "received");

    // then
    assertThat(text())
        .contains("pipy_listener_connections{listener=\"0.0.0.0:8000\",protocol=\"tcp\"} 3\n")
        .contains("pipy_inbound_count{listen=\"8000@0.0.0.0\"} 3\n")
        .contains("pipy_inbound_count{listen=\"8443@::\"} 4\n")
        .contains("pipy_inb_cnt{listen=\"8000@0.0.0.0\"} 3\n")
        .contains("pipy_inbound_in{listen=\"8000@0.0.0.0\"} 10\n")
        .contains("pipy_inbound_out{listen=\"8000@0.0.0.0\"} 20\n")
        .contains("pipy_outbound_count{peer=\"localhost:8080\"} 2\n")
        .contains("pipy_out_cnt{peer=\"localhost:8080\"} 2\n")
        .contains("pipy_outbound_in{peer=\"localhost:8080\"} 5\n");
  }

  @Test
  void counts_the_time_to_connect_in_milliseconds() {
    // given
    var counts = new SharedMetrics();
    counts.observe(BuiltinMetric.UPSTREAM_CONNECT_DURATION, 0.02, "a:1");
    counts.addTo(snapshot);

    // then
    assertThat(text())
        .contains("pipy_outbound_conn_time_bucket{peer=\"a:1\",le=\"10\"} 0\n")
        .contains("pipy_outbound_conn_time_bucket{peer=\"a:1\",le=\"25\"} 1\n")
        .contains("pipy_outbound_conn_time_sum{peer=\"a:1\"} 20\n")
        .contains("pipy_outbound_conn_time_count{peer=\"a:1\"} 1\n");
  }

  @Test
  void sums_pipelines_of_all_codebases() {
    // given
    snapshot.add(BuiltinMetric.PIPELINES_ACTIVE, 1, "a", "/main.js:request");
    snapshot.add(BuiltinMetric.PIPELINES_ACTIVE, 2, "b", "/main.js:request");
    snapshot.add(BuiltinMetric.PIPELINES_ACTIVE, 5, "b", "listen:0.0.0.0:8000");

    // then
    assertThat(text())
        .contains("pipy_pipeline_count{module=\"main.js\",name=\"request\"} 3\n")
        .contains("pipy_pipeline_count{module=\"\",name=\"listen:0.0.0.0:8000\"} 5\n")
        .contains("pipy_ppl_cnt{module=\"main.js\",name=\"request\"} 3\n");
  }

  @Test
  void leaves_a_name_to_the_script_that_has_it() {
    // given
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, 2, "a:1");
    snapshot.addAll(
        List.of(
            new MetricFamily(
                "pipy_out_cnt",
                MetricType.GAUGE,
                "",
                List.of(
                    new MetricSample(
                        new MetricSample.Labels(List.of(), List.of()),
                        List.of(),
                        new double[] {7})))),
        "codebase",
        "mine");

    // then
    assertThat(text())
        .contains("pipy_out_cnt{codebase=\"mine\"} 7\n")
        .doesNotContain("pipy_out_cnt{peer");
  }
}
