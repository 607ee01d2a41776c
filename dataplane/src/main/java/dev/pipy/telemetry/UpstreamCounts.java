package dev.pipy.telemetry;

import dev.pipy.event.StreamError;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one worker counts of its connections to one upstream, for as long as the process lives.
/// Written by the worker, read by any thread.
public final class UpstreamCounts {

  private static final DurationHistogram.Shape CONNECT =
      DurationHistogram.Shape.of(BuiltinMetric.UPSTREAM_CONNECT_DURATION);

  private static final int LONGEST_REASON = 200;

  private final String upstream;
  private final Tally opened = new Tally();
  private final Tally closed = new Tally();
  private final DurationHistogram connecting = CONNECT.empty();
  private final ErrorCounts failures = new ErrorCounts();
  private volatile UpstreamSummary.@Nullable Failure lastFailure;
  private final Traffic traffic = new Traffic();
  private final RequestCounts requests = new RequestCounts(BuiltinMetric.HTTP_CLIENT_DURATION);

  /// Counts of what leads nowhere, such as a test.
  public UpstreamCounts() {
    this("");
  }

  /// @param upstream "host:port"; empty for requests that reached no `connect`
  UpstreamCounts(String upstream) {
    this.upstream = upstream;
  }

  /// A connection stands. By the worker.
  ///
  /// @param nanos since the first attempt
  public void opened(long nanos) {
    opened.increment();
    connecting.observe(nanos);
  }

  /// A connection is gone. By the worker.
  public void closed() {
    closed.increment();
  }

  /// An address could not be found or connected to. By the worker.
  ///
  /// @param why in the system's words
  public void failed(StreamError error, String why) {
    failures.count(error);
    lastFailure =
        new UpstreamSummary.Failure(
            error.code(), why.substring(0, Math.min(why.length(), LONGEST_REASON)), Instant.now());
  }

  /// What it has come to, by name.
  UpstreamSummary summary() {
    long gone = closed.sum(); // read first: it is never ahead
    long all = opened.sum();
    return new UpstreamSummary(upstream, all - gone, all, failures.total(), lastFailure);
  }

  /// Bytes of the sockets.
  public Traffic traffic() {
    return traffic;
  }

  /// Requests that were sent.
  public RequestCounts requests() {
    return requests;
  }

  void addTo(MetricSnapshot snapshot) {
    requests.addTo(snapshot, upstream);
    if (upstream.isEmpty()) {
      return;
    }
    long gone = closed.sum(); // read first: it is never ahead
    snapshot.add(BuiltinMetric.UPSTREAM_CONNECTIONS, opened.sum() - gone, upstream);
    snapshot.addCells(BuiltinMetric.UPSTREAM_CONNECT_DURATION, connecting.seconds(), upstream);
    failures.forEach((reason, count) ->
        snapshot.add(BuiltinMetric.UPSTREAM_CONNECT_FAILURES, count, upstream, reason));
    snapshot.add(BuiltinMetric.OUTBOUND_BYTES, traffic.received(), upstream, "received");
    snapshot.add(BuiltinMetric.OUTBOUND_BYTES, traffic.sent(), upstream, "sent");
  }
}
