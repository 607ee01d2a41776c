package dev.pipy.metrics;

import java.util.List;

/// All samples of one name at one moment. Any thread.
///
/// @param help one sentence; empty if nobody wrote one
/// @param samples ordered by their labels
public record MetricFamily(String name, MetricType type, String help, List<MetricSample> samples) {

  /// Copies the list.
  public MetricFamily {
    samples = List.copyOf(samples);
  }
}
