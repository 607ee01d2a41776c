package dev.pipy.metrics;

/// What a metric does.
public enum MetricKind {
  /// Goes up.
  COUNTER,
  /// Goes up and down.
  GAUGE,
  /// Counts samples by size.
  HISTOGRAM;

  MetricType type() {
    return switch (this) {
      case COUNTER -> MetricType.COUNTER;
      case GAUGE -> MetricType.GAUGE;
      case HISTOGRAM -> MetricType.HISTOGRAM;
    };
  }
}
