package dev.pipy.ctl.testing;

import dev.pipy.control.v1.GetMetricsRequest;
import dev.pipy.control.v1.GetMetricsResponse;
import dev.pipy.control.v1.MetricBucket;
import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricSample;
import dev.pipy.control.v1.MetricType;
import dev.pipy.control.v1.MetricsFormat;
import dev.pipy.control.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import dev.pipy.control.v1.QueryStatsRequest;
import dev.pipy.control.v1.QueryStatsResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;

/// Metrics of the made-up server. Each time it is asked, 100 more requests have come.
final class FakeMetrics extends MetricsServiceImplBase {

  private final AtomicInteger asked = new AtomicInteger();

  @Override
  public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> answer) {
    answer.onNext(GetMetricsResponse.newBuilder().setText("# TYPE x gauge\n").build());
    answer.onNext(GetMetricsResponse.newBuilder().setText("x 1\n").build());
    if (request.getFormat() == MetricsFormat.METRICS_FORMAT_OPENMETRICS) {
      answer.onNext(GetMetricsResponse.newBuilder().setText("# EOF\n").build());
    }
    answer.onCompleted();
  }

  @Override
  public void queryStats(QueryStatsRequest request, StreamObserver<QueryStatsResponse> answer) {
    if (request.getPatternsList().contains("nothing")) {
      answer.onNext(QueryStatsResponse.getDefaultInstance());
      answer.onCompleted();
      return;
    }
    int times = asked.incrementAndGet();
    answer.onNext(
        QueryStatsResponse.newBuilder()
            .addFamilies(requests("200", 95 * times, 90 * times))
            .build());
    answer.onNext(
        QueryStatsResponse.newBuilder()
            .addFamilies(requests("503", 5 * times, 0))
            .addFamilies(bytes("received", 1_000_000.0 * times))
            .addFamilies(bytes("sent", 20_000_000.0 * times))
            .addFamilies(
                MetricFamily.newBuilder()
                    .setName("pipy_listener_connections")
                    .setType(MetricType.METRIC_TYPE_GAUGE)
                    .setHelp("Connections.")
                    .addSamples(
                        MetricSample.newBuilder()
                            .putLabels("listener", "0.0.0.0:8000")
                            .putLabels("protocol", "tcp")
                            .setValue(812)))
            .build());
    answer.onCompleted();
  }

  private static MetricFamily requests(String status, double count, double fast) {
    return MetricFamily.newBuilder()
        .setName("http_server_request_duration_seconds")
        .setType(MetricType.METRIC_TYPE_HISTOGRAM)
        .setHelp("Time.")
        .addSamples(
            MetricSample.newBuilder()
                .putLabels("listener", "0.0.0.0:8000")
                .putLabels("http_response_status_code", status)
                .addBuckets(MetricBucket.newBuilder().setUpperBound(0.005).setCount(fast))
                .addBuckets(MetricBucket.newBuilder().setUpperBound(0.1).setCount(count))
                .addBuckets(
                    MetricBucket.newBuilder()
                        .setUpperBound(Double.POSITIVE_INFINITY)
                        .setCount(count))
                .setCount(count)
                .setSum(count * 0.004))
        .build();
  }

  private static MetricFamily bytes(String direction, double value) {
    return MetricFamily.newBuilder()
        .setName("pipy_inbound_bytes_total")
        .setType(MetricType.METRIC_TYPE_COUNTER)
        .setHelp("Bytes.")
        .addSamples(
            MetricSample.newBuilder()
                .putLabels("listener", "0.0.0.0:8000")
                .putLabels("direction", direction)
                .setValue(value))
        .build();
  }
}
