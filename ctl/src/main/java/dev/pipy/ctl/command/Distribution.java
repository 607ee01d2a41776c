package dev.pipy.ctl.command;

import dev.pipy.control.v1.MetricBucket;
import dev.pipy.control.v1.MetricSample;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Samples by size, summed over histograms. What is told of a percentile is what is known: the
/// limit of the bucket that it lies in.
final class Distribution {

  private static final double NANOS = 1e9;

  /// How many more samples each bucket has than the one before.
  private final Map<Double, Double> counts = new TreeMap<>();

  private double count;
  private double sum;

  /// Adds a histogram; a negative factor takes it away.
  void add(MetricSample histogram, double factor) {
    double before = 0;
    for (MetricBucket bucket : histogram.getBucketsList()) {
      counts.merge(bucket.getUpperBound(), factor * (bucket.getCount() - before), Double::sum);
      before = bucket.getCount();
    }
    count += factor * histogram.getCount();
    sum += factor * histogram.getSum();
  }

  double count() {
    return count;
  }

  double mean() {
    return count <= 0 ? 0 : sum / count;
  }

  /// The limit that so many percent of the samples stay within; infinite if they are beyond all
  /// limits, NaN if there are none.
  double limit(int percent) {
    double wanted = count * percent / 100;
    double seen = 0;
    for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
      seen += bucket.getValue();
      if (count > 0 && seen >= wanted) {
        return bucket.getKey();
      }
    }
    return Double.NaN;
  }

  /// The same for people, of durations: `≤5 ms`, `>10 s`, `-`.
  String durationText(int percent) {
    double limit = limit(percent);
    if (Double.isNaN(limit)) {
      return "-";
    }
    return Double.isInfinite(limit) ? ">" + duration(last()) : "≤" + duration(limit);
  }

  /// The same of anything.
  String text(int percent) {
    double limit = limit(percent);
    if (Double.isNaN(limit)) {
      return "-";
    }
    return Double.isInfinite(limit)
        ? ">" + StatsPage.number(last())
        : "≤" + StatsPage.number(limit);
  }

  private double last() {
    List<Double> limits = new ArrayList<>(counts.keySet());
    return limits.size() < 2 ? 0 : limits.get(limits.size() - 2);
  }

  /// A number of seconds for people.
  static String duration(double seconds) {
    String text = Quantities.elapsed(Duration.ofNanos(Math.round(seconds * NANOS)));
    return text.replace(".0 ", " ");
  }
}
