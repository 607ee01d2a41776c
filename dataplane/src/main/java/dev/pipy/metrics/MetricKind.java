package dev.pipy.metrics;

import java.util.Locale;

/// What a metric does.
public enum MetricKind {
  /// Goes up.
  COUNTER,
  /// Goes up and down.
  GAUGE,
  /// Counts samples by size.
  HISTOGRAM;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
