package dev.pipy.telemetry;

import dev.pipy.event.StreamError;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;

/// TLS handshakes on one side, of one listener and worker. Written by the worker, read by any
/// thread.
public final class HandshakeCounts {

  private static final DurationHistogram.Shape SHAPE =
      DurationHistogram.Shape.of(BuiltinMetric.TLS_HANDSHAKE_DURATION);

  private final String side;
  private final DurationHistogram durations = SHAPE.empty();
  private final ErrorCounts failures = new ErrorCounts();

  /// @param side "server" or "client"
  HandshakeCounts(String side) {
    this.side = side;
  }

  /// A handshake is done. By the worker.
  public void done(long nanos) {
    durations.observe(nanos);
  }

  /// A handshake came to nothing. By the worker.
  public void failed(StreamError error) {
    failures.count(error);
  }

  void addTo(MetricSnapshot snapshot, String listener) {
    if (durations.count() > 0) {
      snapshot.addCells(BuiltinMetric.TLS_HANDSHAKE_DURATION, durations.seconds(), listener, side);
    }
    failures.forEach((reason, count) ->
        snapshot.add(BuiltinMetric.TLS_HANDSHAKE_FAILURES, count, listener, side, reason));
  }
}
