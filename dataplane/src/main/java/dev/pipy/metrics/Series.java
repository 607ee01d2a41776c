package dev.pipy.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// The numbers for one combination of label values, and those with one label more. Each worker has
/// numbers of its own; what is read is their sum. Any thread.
public final class Series {

  private static final int LONGEST_LABEL = 1024;

  private final Metric metric;
  private final List<String> values;
  private final Map<String, Series> children = new ConcurrentHashMap<>();

  /// Bits of doubles, worker by worker. Made with the first number, since most inner series have
  /// none.
  private volatile @Nullable AtomicLongArray cells;

  private volatile boolean isShown;

  Series(Metric metric, List<String> values) {
    this.metric = metric;
    this.values = List.copyOf(values);
  }

  /// The metric it is of.
  public Metric metric() {
    return metric;
  }

  /// Values of the first labels.
  public List<String> values() {
    return values;
  }

  /// Whether it has a number since it was cleared.
  public boolean isShown() {
    return isShown;
  }

  /// The series with one label value more; null if it has all labels. See [Metric#MOST_SERIES].
  public @Nullable Series child(String value) {
    if (values.size() >= metric.shape().labels().size()) {
      return null;
    }
    var cut = value.length() > LONGEST_LABEL ? value.substring(0, LONGEST_LABEL) : value;
    var known = children.get(cut);
    if (known != null) {
      return known;
    }
    var kept = metric.takesSeries() ? cut : Metric.OVERFLOW;
    return children.computeIfAbsent(kept, this::extended);
  }

  private Series extended(String value) {
    var more = new ArrayList<>(values);
    more.add(value);
    return new Series(metric, more);
  }

  /// Those with one label value more, ordered by it.
  public Collection<Series> children() {
    return new TreeMap<>(children).values();
  }

  /// Adds to the number of a worker.
  public void add(int worker, double amount) {
    addToCell(worker, 0, amount);
  }

  /// Replaces the number of a worker.
  public void set(int worker, double number) {
    cells().set(index(worker, 0), Double.doubleToLongBits(number));
    isShown = true;
  }

  /// Counts a sample of a histogram.
  public void observe(int worker, double sample) {
    var bounds = metric.shape().bounds();
    int low = 0;
    int high = bounds.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds.get(middle) >= sample) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    addToCell(worker, low, 1);
    addToCell(worker, bounds.size() + 1, sample);
  }

  /// All numbers become 0.
  public void zero() {
    var all = cells();
    for (int i = 0; i < all.length(); i++) {
      all.set(i, 0);
    }
    isShown = true;
  }

  /// It and all with more labels lose their numbers and are not shown until they get new ones.
  public void clear() {
    if (cells != null) {
      zero();
    }
    isShown = false;
    children.values().forEach(Series::clear);
  }

  /// The sum of all workers for one of the numbers, see [MetricShape].
  public double number(int cell) {
    var all = cells;
    if (all == null) {
      return 0;
    }
    double sum = 0;
    for (int worker = 0; worker < metric.workers(); worker++) {
      sum += Double.longBitsToDouble(all.get(index(worker, cell)));
    }
    return sum;
  }

  /// The bucket counts of a histogram, then the count and the sum of all samples; of others the
  /// value.
  public double[] numbers() {
    int cells = metric.shape().cells();
    if (metric.shape().kind() != MetricKind.HISTOGRAM) {
      return new double[] {number(0)};
    }
    var numbers = new double[cells + 1];
    for (int i = 0; i < cells - 1; i++) {
      numbers[i] = number(i);
      numbers[cells - 1] += numbers[i];
    }
    numbers[cells] = number(cells - 1);
    return numbers;
  }

  /// It and all with more labels that have numbers, ordered by labels.
  List<MetricSample> samples() {
    var samples = new ArrayList<MetricSample>();
    addTo(samples);
    return samples;
  }

  private void addTo(List<MetricSample> samples) {
    if (isShown) {
      var shape = metric.shape();
      var cells = new double[shape.cells()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = number(i);
      }
      var labels = new MetricSample.Labels(shape.labels().subList(0, values.size()), values);
      samples.add(new MetricSample(labels, shape.bounds(), cells));
    }
    children().forEach(child -> child.addTo(samples));
  }

  private void addToCell(int worker, int cell, double amount) {
    var all = cells();
    int index = index(worker, cell);
    long old;
    long sum;
    do {
      old = all.get(index);
      sum = Double.doubleToLongBits(Double.longBitsToDouble(old) + amount);
    } while (!all.compareAndSet(index, old, sum));
    if (!isShown) {
      isShown = true;
    }
  }

  private int index(int worker, int cell) {
    return worker % metric.workers() * metric.shape().cells() + cell;
  }

  private AtomicLongArray cells() {
    var all = cells;
    return all == null ? makeCells() : all;
  }

  private synchronized AtomicLongArray makeCells() {
    var all = cells;
    if (all == null) {
      all = new AtomicLongArray(metric.workers() * metric.shape().cells());
      cells = all;
    }
    return all;
  }
}
