package dev.pipy.program;

import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.metrics.SharedMetrics;
import java.util.HashSet;
import java.util.List;

/// How many runs of each pipeline there are: of all generations and workers together, since a
/// pipeline keeps its id from one version to the next.
final class PipelineGauges {

  /// Pipelines of a program that have a number of their own.
  private static final int MOST_PIPELINES = 500;

  private static final int LONGEST_ID = 256;

  private PipelineGauges() {}

  static void add(MetricSnapshot snapshot, String program, List<Generation> generations) {
    var ids = new HashSet<String>();
    for (var generation : generations) {
      for (var worker : generation.loaded().workers()) {
        worker
            .layouts()
            .forEach((id, layouts) -> {
              boolean isKnown = ids.contains(id);
              if (!isKnown && ids.size() < MOST_PIPELINES && id.length() <= LONGEST_ID) {
                isKnown = ids.add(id);
              }
              var label = isKnown ? id : SharedMetrics.OTHER;
              layouts.forEach(layout ->
                  snapshot.add(BuiltinMetric.PIPELINES_ACTIVE, layout.active(), program, label));
            });
      }
    }
  }
}
