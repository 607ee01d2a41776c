package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetMetricsRequest;
import dev.pipy.control.v1.GetMetricsResponse;
import dev.pipy.control.v1.MetricsFormat;
import dev.pipy.control.v1.MetricsServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// All metrics as the text that Prometheus reads. The text is the result, whatever the output
/// format is.
@Command(
    name = "metrics",
    description = "Print all metrics as Prometheus scrapes them.",
    footer = {"  pipyctl metrics", "  pipyctl metrics --openmetrics | grep pipy_upstream"})
final class MetricsCommand implements Callable<Integer> {

  @Option(names = "--openmetrics", description = "In the format OpenMetrics 1.0.0.")
  boolean openMetrics;

  private final Session session;

  MetricsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Scrape.print(session, openMetrics);
    return 0;
  }

  /// Asks the server.
  private static final class Scrape {

    static void print(Session session, boolean openMetrics) {
      GetMetricsRequest request =
          GetMetricsRequest.newBuilder()
              .setFormat(
                  openMetrics
                      ? MetricsFormat.METRICS_FORMAT_OPENMETRICS
                      : MetricsFormat.METRICS_FORMAT_PROMETHEUS)
              .build();
      try (ControlClient client = session.connect()) {
        String text =
            client.call(
                MetricsServiceGrpc::newBlockingStub,
                stub -> {
                  Iterable<GetMetricsResponse> pieces = () -> stub.getMetrics(request);
                  return StreamSupport.stream(pieces.spliterator(), false)
                      .map(GetMetricsResponse::getText)
                      .collect(Collectors.joining());
                });
        session.host().out().print(text);
        session.host().out().flush();
      }
    }
  }
}
