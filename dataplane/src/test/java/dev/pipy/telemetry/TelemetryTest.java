package dev.pipy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.event.StreamError;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.Exposition;
import dev.pipy.metrics.MetricFamily;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.testing.TestHost;
import dev.pipy.worker.Worker;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TelemetryTest {

  private static final long MILLIS = 1_000_000;

  private static Telemetry telemetry(int workers) {
    var loop = new DefaultEventLoop();
    return new Telemetry(
        IntStream.range(0, workers).mapToObj(index -> new Worker(index, loop)).toList());
  }

  private static WorkerCounts worker(Telemetry telemetry, int index) {
    return telemetry.of(new Worker(index, new DefaultEventLoop()));
  }

  private static String text(Telemetry telemetry) {
    var snapshot = new MetricSnapshot();
    telemetry.addTo(snapshot);
    return Exposition.PROMETHEUS.text(snapshot.families());
  }

  @Test
  void requests_are_told_apart_by_how_they_ended() {
    var telemetry = telemetry(2);
    for (int i = 0; i < 2; i++) {
      var requests = worker(telemetry, i).listener("0.0.0.0:80", "tcp").requests();
      for (int n = 0; n < 5; n++) {
        requests.begun();
      }
      requests.answered(RequestMethod.GET, HttpVersion.HTTP_1_1, 200, 5 * MILLIS);
      requests.answered(RequestMethod.GET, HttpVersion.HTTP_1_1, 200, 6 * MILLIS);
      requests.answered(RequestMethod.OTHER, HttpVersion.HTTP_2, 502, 20_000 * MILLIS);
      requests.failed(
          RequestMethod.POST, HttpVersion.HTTP_1_0, StreamError.CONNECTION_RESET, MILLIS);
    }

    var name = "http_server_request_duration_seconds";
    assertThat(text(telemetry))
        .contains(
            name
                + "_bucket{listener=\"0.0.0.0:80\",http_request_method=\"GET\","
                + "http_response_status_code=\"200\",network_protocol_version=\"1.1\","
                + "error_type=\"\",le=\"0.005\"} 2\n")
        .contains(
            name
                + "_bucket{listener=\"0.0.0.0:80\",http_request_method=\"GET\","
                + "http_response_status_code=\"200\",network_protocol_version=\"1.1\","
                + "error_type=\"\",le=\"0.01\"} 4\n")
        .contains(
            name
                + "_sum{listener=\"0.0.0.0:80\",http_request_method=\"GET\","
                + "http_response_status_code=\"200\",network_protocol_version=\"1.1\","
                + "error_type=\"\"} 0.022\n")
        .contains(
            name
                + "_count{listener=\"0.0.0.0:80\",http_request_method=\"_OTHER\","
                + "http_response_status_code=\"502\",network_protocol_version=\"2\","
                + "error_type=\"502\"} 2\n")
        .contains(
            name
                + "_count{listener=\"0.0.0.0:80\",http_request_method=\"POST\","
                + "http_response_status_code=\"\",network_protocol_version=\"1.0\","
                + "error_type=\"ConnectionReset\"} 2\n")
        .contains("http_server_active_requests{listener=\"0.0.0.0:80\"} 2\n");
  }

  @Test
  void the_client_of_an_upstream_calls_4xx_an_error_too() {
    var telemetry = telemetry(1);
    var requests = worker(telemetry, 0).upstream("a:1").requests();
    requests.answered(RequestMethod.GET, HttpVersion.HTTP_1_1, 404, MILLIS);
    assertThat(text(telemetry))
        .contains(
            "http_client_request_duration_seconds_count{upstream=\"a:1\","
                + "http_request_method=\"GET\",http_response_status_code=\"404\","
                + "network_protocol_version=\"1.1\",error_type=\"404\"} 1\n");
  }

  @Test
  void upstreams_beyond_the_limit_are_counted_as_one_on_all_workers() {
    var telemetry = telemetry(2);
    for (int i = 0; i < Telemetry.MOST_LABELS + 100; i++) {
      worker(telemetry, i % 2).upstream("host" + i + ":80").opened(MILLIS);
    }
    worker(telemetry, 1).upstream("host0:80").opened(MILLIS);
    var text = text(telemetry);
    assertThat(text.lines().filter(line -> line.startsWith("pipy_upstream_connections{")))
        .hasSize(Telemetry.MOST_LABELS + 1)
        .contains("pipy_upstream_connections{upstream=\"other\"} 100")
        .contains("pipy_upstream_connections{upstream=\"host0:80\"} 2");
  }

  @Test
  void listeners_beyond_the_limit_are_told_apart_by_protocol() {
    var telemetry = telemetry(1);
    for (int i = 0; i < Telemetry.MOST_LABELS + 10; i++) {
      worker(telemetry, 0).listener("127.0.0.1:" + (i + 1), "tcp").opened();
    }
    worker(telemetry, 0).listener("127.0.0.1:53/udp", "udp").opened();
    assertThat(text(telemetry))
        .contains("pipy_listener_connections{listener=\"other\",protocol=\"tcp\"} 10\n")
        .contains("pipy_listener_connections{listener=\"other\",protocol=\"udp\"} 1\n");
  }

  @Test
  void who_reads_never_sees_a_sum_fall_and_sees_all_in_the_end() throws Exception {
    var telemetry = telemetry(1);
    var requests = worker(telemetry, 0).upstream("a:1").requests();
    int count = 300_000;
    var done = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(() -> {
          for (int i = 0; i < count; i++) {
            requests.answered(RequestMethod.GET, HttpVersion.HTTP_1_1, 200, i);
          }
          done.countDown();
        });
    double last = 0;
    while (done.getCount() > 0) {
      double now = total(telemetry);
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    done.await();
    assertThat(total(telemetry)).isEqualTo(count);
  }

  private static double total(Telemetry telemetry) {
    var snapshot = new MetricSnapshot();
    telemetry.addTo(snapshot);
    return snapshot.families().stream()
        .filter(it -> it.name().equals(BuiltinMetric.HTTP_CLIENT_DURATION.metricName()))
        .map(MetricFamily::samples)
        .flatMap(List::stream)
        .mapToDouble(sample -> sample.count())
        .sum();
  }

  @Test
  void loops_measure_how_late_they_are_once_somebody_wants_to_know() {
    try (var host = new TestHost()) {
      var telemetry = new Telemetry(List.of(host.worker()));
      host.advance(Duration.ofSeconds(3));
      assertThat(text(telemetry)).contains("pipy_eventloop_lag_seconds_count{loop=\"0\"} 0\n");
      telemetry.watchLoops();
      telemetry.watchLoops();
      host.runLoop();
      host.advance(Duration.ofSeconds(1));
      host.advance(Duration.ofMillis(1700));
      assertThat(text(telemetry))
          .contains("pipy_eventloop_lag_seconds_count{loop=\"0\"} 2\n")
          .contains("pipy_eventloop_lag_seconds_sum{loop=\"0\"} 0.7\n");
    }
  }
}
