package dev.pipy.telemetry;

import dev.pipy.metrics.BuiltinMetric;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/// Durations by size, counted by one thread and read by any, as [Tally] is.
public final class DurationHistogram {

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final double NANOS = 1e9;

  private final long[] limits;

  /// The count of each bucket, that of the rest, and the sum in nanoseconds.
  private final long[] cells;

  private DurationHistogram(long[] limits) {
    this.limits = limits;
    this.cells = new long[limits.length + 2];
  }

  /// What histograms of a metric have in common.
  public static final class Shape {

    private final long[] limits;

    private Shape(List<Double> bounds) {
      limits = bounds.stream().mapToLong(bound -> Math.round(bound * NANOS)).toArray();
    }

    /// The shape of a metric's histograms.
    public static Shape of(BuiltinMetric metric) {
      return new Shape(metric.bounds());
    }

    /// A histogram without samples.
    public DurationHistogram empty() {
      return new DurationHistogram(limits);
    }
  }

  /// Counts a duration. By the writing thread.
  public void observe(long nanos) {
    int bucket = 0;
    while (bucket < limits.length && nanos > limits[bucket]) {
      bucket++; // most are in the first ones
    }
    add(bucket, 1);
    add(cells.length - 1, nanos);
  }

  private void add(int cell, long amount) {
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  /// How many durations were counted.
  public long count() {
    long count = 0;
    for (int i = 0; i < cells.length - 1; i++) {
      count += (long) CELL.getOpaque(cells, i);
    }
    return count;
  }

  /// The cells of a sample, see [dev.pipy.metrics.MetricSample], in seconds.
  double[] seconds() {
    var all = new double[cells.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) CELL.getOpaque(cells, i);
    }
    all[all.length - 1] /= NANOS;
    return all;
  }
}
