package dev.pipy.metrics;

import java.util.ArrayList;
import java.util.List;

/// The numbers of one combination of labels at one moment: the value; or of a histogram the count
/// of each bucket, the last without limit, and the sum of all samples; or of a summary the count
/// and the sum. Any thread.
public final class MetricSample {

  private static final double MILLIS = 1e3;

  private final Labels labels;
  private final List<Double> bounds;
  private final double[] cells;

  /// Names and values of labels, as many of the one as of the other.
  record Labels(List<String> names, List<String> values) implements Comparable<Labels> {

    Labels {
      names = List.copyOf(names);
      values = List.copyOf(values);
    }

    Labels with(String name, String value) {
      var names = new ArrayList<>(this.names);
      var values = new ArrayList<>(this.values);
      names.add(name);
      values.add(value);
      return new Labels(names, values);
    }

    @Override
    public int compareTo(Labels other) {
      for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
        int order = values.get(i).compareTo(other.values.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(values.size(), other.values.size());
    }
  }

  MetricSample(Labels labels, List<Double> bounds, double[] cells) {
    this.labels = labels;
    this.bounds = bounds;
    this.cells = cells;
  }

  Labels labels() {
    return labels;
  }

  /// Names of the labels.
  public List<String> labelNames() {
    return labels.names();
  }

  /// Values of the labels, in the order of their names.
  public List<String> labelValues() {
    return labels.values();
  }

  /// Upper limits of a histogram's buckets, without that of the last one, which is +Inf.
  public List<Double> bounds() {
    return bounds;
  }

  /// The value of a counter or a gauge.
  public double value() {
    return cells[0];
  }

  /// Samples of a histogram up to the limit of each bucket; the last number is that of all.
  public List<Double> cumulativeCounts() {
    var counts = new ArrayList<Double>(cells.length - 1);
    double count = 0;
    for (int i = 0; i < cells.length - 1; i++) {
      count += cells[i];
      counts.add(count);
    }
    return counts;
  }

  /// How many samples a histogram or a summary has.
  public double count() {
    double count = 0;
    for (int i = 0; i < cells.length - 1; i++) {
      count += cells[i];
    }
    return count;
  }

  /// The sum of the samples of a histogram or a summary.
  public double sum() {
    return cells[cells.length - 1];
  }

  MetricSample with(String label, String value) {
    return new MetricSample(labels.with(label, value), bounds, cells);
  }

  MetricSample labelled(Labels other) {
    return new MetricSample(other, bounds, cells);
  }

  /// A histogram of seconds as one of milliseconds.
  MetricSample inMillis() {
    var millis = cells.clone();
    millis[millis.length - 1] *= MILLIS;
    return new MetricSample(labels, bounds.stream().map(bound -> bound * MILLIS).toList(), millis);
  }

  /// The sum of this and another one with the same labels and bounds.
  MetricSample plus(MetricSample other) {
    if (!bounds.equals(other.bounds)) {
      return this;
    }
    var sums = cells.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.cells[i];
    }
    return new MetricSample(labels, bounds, sums);
  }
}
