package dev.pipy.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// What scripts count, by program. Any thread.
public final class MetricRegistries {

  /// The label that says whose scripts count.
  public static final String PROGRAM_LABEL = "codebase";

  private final Map<String, MetricRegistry> programs = new ConcurrentSkipListMap<>();

  /// No programs.
  public MetricRegistries() {}

  /// The metrics of a program, which outlive its generations.
  public MetricRegistry of(String program) {
    return programs.computeIfAbsent(program, _ -> new MetricRegistry());
  }

  /// What to ask before numbers are read.
  public List<MetricRegistry.Collector> collectors() {
    return programs.values().stream().flatMap(registry -> registry.collectors().stream()).toList();
  }

  /// Adds all to a snapshot, labelled with the program.
  public void addTo(MetricSnapshot snapshot) {
    programs.forEach(
        (program, registry) -> snapshot.addAll(registry.families(), PROGRAM_LABEL, program));
  }
}
