package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricCommandsTest {

  private final FakeServer server;
  private final Tool tool;

  MetricCommandsTest(@TempDir Path state) throws IOException {
    server = FakeServer.start();
    tool = new Tool(state).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void prints_what_prometheus_scrapes() {
    assertThat(tool.run("metrics")).isZero();
    assertThat(tool.out()).isEqualTo("# TYPE x gauge\nx 1\n");
    tool.run("metrics", "--openmetrics");
    assertThat(tool.out()).endsWith("# EOF\n");
  }

  @Test
  void lists_metrics_with_their_numbers() {
    tool.run("stats");

    assertThat(tool.out())
        .isEqualTo(
            """
            METRIC                                LABELS                                               VALUE
            http_server_request_duration_seconds  http_response_status_code=200 listener=0.0.0.0:8000  95, mean 4 ms, p50 ≤5 ms, p99 ≤100 ms
            http_server_request_duration_seconds  http_response_status_code=503 listener=0.0.0.0:8000  5, mean 4 ms, p50 ≤100 ms, p99 ≤100 ms
            pipy_inbound_bytes_total              direction=received listener=0.0.0.0:8000             1000000
            pipy_inbound_bytes_total              direction=sent listener=0.0.0.0:8000                 20000000
            pipy_listener_connections             listener=0.0.0.0:8000 protocol=tcp                   812
            """);
    assertThat(tool.err()).isEqualTo("3 metrics      Live: pipyctl top\n");
  }

  @Test
  void puts_pieces_of_a_metric_together() {
    tool.run("stats", "-o", "name");

    assertThat(tool.out())
        .isEqualTo(
            "http_server_request_duration_seconds\n"
                + "pipy_inbound_bytes_total\n"
                + "pipy_listener_connections\n");
    tool.run("stats", "pipy_*", "-o", "json");
    assertThat(tool.out()).contains("\"upperBound\": \"Infinity\"", "\"value\": 812.0");
  }

  @Test
  void does_not_find_what_is_not_counted() {
    assertThat(tool.run("stats", "nothing")).isEqualTo(5);
    assertThat(tool.err())
        .isEqualTo(
            "✗ no metric is called nothing\n  All that have numbers: pipyctl stats -o name\n");
  }

  @Test
  void shows_what_listeners_do() {
    assertThat(tool.run("top", "--once", "--interval", "100ms")).isZero();

    assertThat(tool.out().lines().findFirst().orElseThrow())
        .matches("LISTENER +CONNS +RPS +2xx +4xx +5xx +IN MB/s +OUT MB/s +P50 +P99 +CUT");
    // 100 requests and 21 MB in 0.1 s or a little more
    assertThat(tool.out().lines().skip(1))
        .singleElement()
        .asString()
        .matches(
            "0\\.0\\.0\\.0:8000 +812 +[0-9.]+ +95% +0% +5% +[0-9.]+ +[0-9.]+ +≤5 ms +≤100 ms +0%");
  }

  @Test
  void shows_what_listeners_do_to_programs() {
    tool.run("top", "--once", "--interval", "100ms", "-o", "json");

    assertThat(tool.out())
        .contains(
            "\"listener\": \"0.0.0.0:8000\"",
            "\"connections\": 812",
            "\"share5xx\": 0.05",
            "\"p99LimitSeconds\": 0.1");
  }

  @Test
  void refuses_intervals_out_of_range() {
    assertThat(tool.run("top", "--interval", "10ms")).isEqualTo(2);
    assertThat(tool.err()).contains("--interval: 10ms (expected: 100ms to 1h)");
  }
}
