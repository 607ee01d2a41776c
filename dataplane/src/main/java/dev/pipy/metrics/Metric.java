package dev.pipy.metrics;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// All series of one name and shape. Any thread.
public final class Metric {

  /// Series that a metric may have; what comes later is counted in one whose labels are
  /// [#OVERFLOW].
  public static final int MOST_SERIES = 10_000;

  /// The label value of what would be too many series.
  public static final String OVERFLOW = "__other__";

  private final String name;
  private final MetricShape shape;
  private final int workers;
  private final Series root;
  private final AtomicInteger series = new AtomicInteger();
  private int users;

  Metric(String name, MetricShape shape, int workers) {
    this.name = name;
    this.shape = shape;
    this.workers = workers;
    root = new Series(this, List.of());
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// What it is.
  public MetricShape shape() {
    return shape;
  }

  /// The series without labels.
  public Series root() {
    return root;
  }

  int workers() {
    return workers;
  }

  /// Whether there is room for one more series.
  boolean takesSeries() {
    return series.get() < MOST_SERIES && series.incrementAndGet() <= MOST_SERIES;
  }

  /// Under the lock of the registry.
  int countUsers(int change) {
    users += change;
    return users;
  }
}
