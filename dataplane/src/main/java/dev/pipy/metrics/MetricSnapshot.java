package dev.pipy.metrics;

import dev.pipy.metrics.MetricSample.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Numbers on their way to who scrapes them. What several workers add under the same labels is one
/// sum. Confined to the thread that gathers.
public final class MetricSnapshot {

  /// What is said of a metric that a script has made: scripts have no place to say it.
  private static final String HELP_OF_SCRIPTS = "Counted by scripts.";

  private final Map<String, Family> families = new TreeMap<>();

  private record Family(
      String name, MetricType type, String help, Map<Labels, MetricSample> samples) {

    void add(MetricSample sample) {
      samples.merge(sample.labels(), sample, MetricSample::plus);
    }

    MetricFamily finished() {
      return new MetricFamily(name, type, help, new ArrayList<>(samples.values()));
    }
  }

  /// Nothing yet.
  public MetricSnapshot() {}

  /// Adds to a counter or a gauge.
  public void add(BuiltinMetric metric, double amount, String... labelValues) {
    addCells(metric, new double[] {amount}, labelValues);
  }

  /// Adds to a counter or a gauge; exact up to 2^53.
  public void add(BuiltinMetric metric, long amount, String... labelValues) {
    add(metric, (double) amount, labelValues);
  }

  /// Adds to the cells of a histogram or a summary, which are taken over: see [MetricSample].
  public void addCells(BuiltinMetric metric, double[] cells, String... labelValues) {
    if (labelValues.length != metric.labels().size()) {
      throw new IllegalStateException(metric + ": " + labelValues.length + " labels");
    }
    family(metric.metricName(), metric.type(), metric.help())
        .add(
            new MetricSample(
                new Labels(metric.labels(), List.of(labelValues)), metric.bounds(), cells));
  }

  /// Adds what scripts count, with one label more. Of different metrics of one name the first is
  /// shown.
  public void addAll(List<MetricFamily> more, String label, String value) {
    for (var added : more) {
      var help = added.help().isEmpty() ? HELP_OF_SCRIPTS : added.help();
      var family = family(added.name(), added.type(), help);
      if (family.type() == added.type()) {
        added.samples().forEach(sample -> family.add(sample.with(label, value)));
      }
    }
  }

  private Family family(String name, MetricType type, String help) {
    return families.computeIfAbsent(name, _ -> new Family(name, type, help, new TreeMap<>()));
  }

  /// All families by name, without those that have no sample.
  public List<MetricFamily> families() {
    return families.values().stream()
        .filter(family -> !family.samples().isEmpty())
        .map(Family::finished)
        .toList();
  }
}
