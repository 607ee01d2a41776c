package dev.pipy.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What metrics of one name have in common.
///
/// @param bounds upper limits of a histogram's buckets, ascending and finite; the bucket for all
///   the rest is not among them
public record MetricShape(MetricKind kind, List<String> labels, List<Double> bounds) {

  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final int MOST_BOUNDS = 1000;

  /// Throws [IllegalArgumentException], with a message for users.
  public MetricShape {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
    for (var label : labels) {
      if (!LABEL_NAME.matcher(label).matches()) {
        throw new IllegalArgumentException(
            "label name: " + label + " (expected: letters, digits and _)");
      }
    }
    if (new HashSet<>(labels).size() < labels.size()
        || (kind == MetricKind.HISTOGRAM && labels.contains("le"))) {
      throw new IllegalArgumentException(
          "label names: " + labels + " (expected: each once, and no \"le\" of a histogram)");
    }
    for (int i = 1; i < bounds.size(); i++) {
      if (!(bounds.get(i) > bounds.get(i - 1))) {
        throw new IllegalArgumentException(
            "buckets: %s after %s (expected: ascending order)"
                .formatted(bounds.get(i), bounds.get(i - 1)));
      }
    }
    if (bounds.size() > MOST_BOUNDS || bounds.stream().anyMatch(bound -> !Double.isFinite(bound))) {
      throw new IllegalArgumentException("buckets: expected up to " + MOST_BOUNDS + " numbers");
    }
  }

  static void checkName(String name) {
    if (!METRIC_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "metric name: " + name + " (expected: letters, digits, _ and :)");
    }
  }

  /// Numbers that one worker keeps: the value; or the count of each bucket, the last without limit,
  /// and the sum.
  int cells() {
    return kind == MetricKind.HISTOGRAM ? bounds.size() + 2 : 1;
  }
}
