package dev.pipy.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The metrics that the scripts of one program keep, by name. One that several realms use is the
/// same for all of them; it is shown as long as one of them does. Of several with one name the last
/// that was made is shown. Any thread.
public final class MetricRegistry {

  private static final int MOST_METRICS = 2_000;

  private final Map<String, List<Metric>> metrics = new TreeMap<>();
  private final List<Collector> collectors = new CopyOnWriteArrayList<>();
  private int count;

  /// No metrics.
  public MetricRegistry() {}

  /// What brings numbers up to date before they are read.
  @FunctionalInterface
  public interface Collector {
    /// Starts to do so; `done` is run once it is done, on any thread.
    void collect(Runnable done);
  }

  /// The metric of a name and shape, made if there is none. Throws [IllegalArgumentException] with
  /// a message for users.
  ///
  /// @param workers how many there are
  public synchronized Metric acquire(String name, MetricShape shape, int workers) {
    MetricShape.checkName(name);
    BuiltinMetric.checkFree(name, shape);
    var sameName = metrics.computeIfAbsent(name, key -> new ArrayList<>());
    for (var known : sameName) {
      if (known.shape().equals(shape)) {
        known.countUsers(1);
        return known;
      }
    }
    if (count >= MOST_METRICS) {
      throw new IllegalArgumentException(
          "metric " + name + ": there are " + MOST_METRICS + " already");
    }
    var made = new Metric(name, shape, workers);
    made.countUsers(1);
    sameName.add(made);
    count++;
    return made;
  }

  /// Ends one use of a metric.
  public synchronized void release(Metric metric) {
    if (metric.countUsers(-1) > 0) {
      return;
    }
    var sameName = metrics.get(metric.name());
    if (sameName != null && sameName.remove(metric)) {
      count--;
      if (sameName.isEmpty()) {
        metrics.remove(metric.name());
      }
    }
  }

  /// The metric that is shown under a name; null if there is none.
  public synchronized @Nullable Metric find(String name) {
    var sameName = metrics.get(name);
    return sameName == null ? null : sameName.getLast();
  }

  /// Those that are shown, by name.
  public synchronized List<Metric> shown() {
    return metrics.values().stream().map(List::getLast).toList();
  }

  /// Adds something to ask before numbers are read.
  public void add(Collector collector) {
    collectors.add(collector);
  }

  /// The opposite of [#add].
  public void remove(Collector collector) {
    collectors.remove(collector);
  }

  /// Those to ask before numbers are read.
  public List<Collector> collectors() {
    return List.copyOf(collectors);
  }

  /// All metrics that have numbers, by name and labels.
  public List<MetricFamily> families() {
    return shown().stream()
        .map(metric ->
            new MetricFamily(
                metric.name(), metric.shape().kind().type(), "", metric.root().samples()))
        .filter(family -> !family.samples().isEmpty())
        .toList();
  }

  /// All metrics in the text format of Prometheus, version 0.0.4, by name and labels.
  public String text() {
    return Exposition.PROMETHEUS.text(families());
  }
}
