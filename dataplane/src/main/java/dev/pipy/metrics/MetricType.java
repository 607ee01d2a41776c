package dev.pipy.metrics;

import java.util.Locale;

/// What the numbers of a family mean to who scrapes them.
public enum MetricType {
  /// Goes up, from 0 at the start of the process.
  COUNTER,
  /// Goes up and down.
  GAUGE,
  /// Samples by size, with how many there were and their sum.
  HISTOGRAM,
  /// How many samples there were, and their sum.
  SUMMARY;

  /// As Prometheus says it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
