package dev.pipy.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;

/// Numbers of happenings that are rare enough to be counted with a look-up: deploys, calls of the
/// control API, failures of scripts. A metric may have 1,000 combinations of labels; what comes
/// later is counted with all labels [#OTHER]. Any thread.
public final class SharedMetrics {

  /// The label value of what would be too many series.
  public static final String OTHER = "other";

  private static final int MOST_SERIES = 1_000;

  private final Map<BuiltinMetric, Family> families =
      Collections.synchronizedMap(new EnumMap<>(BuiltinMetric.class));

  /// Nothing counted.
  public SharedMetrics() {}

  private static final class Family {

    final Map<List<String>, DoubleAdder[]> series = new ConcurrentHashMap<>();
    final AtomicInteger count = new AtomicInteger();
    final int cells;
    final List<String> others;

    Family(BuiltinMetric metric) {
      cells = metric.type() == MetricType.HISTOGRAM ? metric.bounds().size() + 2 : 1;
      others = Collections.nCopies(metric.labels().size(), OTHER);
    }

    DoubleAdder[] cells(List<String> labels) {
      var known = series.get(labels);
      if (known != null) {
        return known;
      }
      boolean hasRoom = count.get() < MOST_SERIES && count.incrementAndGet() <= MOST_SERIES;
      return series.computeIfAbsent(hasRoom ? labels : others, _ -> newCells());
    }

    private DoubleAdder[] newCells() {
      var made = new DoubleAdder[cells];
      Arrays.setAll(made, _ -> new DoubleAdder());
      return made;
    }
  }

  private DoubleAdder[] cells(BuiltinMetric metric, String... labels) {
    return families.computeIfAbsent(metric, Family::new).cells(List.of(labels));
  }

  /// Adds to a counter or a gauge.
  public void add(BuiltinMetric metric, double amount, String... labels) {
    cells(metric, labels)[0].add(amount);
  }

  /// Replaces the number of a gauge that one thread at a time sets.
  public void set(BuiltinMetric metric, double number, String... labels) {
    var cell = cells(metric, labels)[0];
    cell.add(number - cell.sum());
  }

  /// Counts a sample of a histogram.
  public void observe(BuiltinMetric metric, double sample, String... labels) {
    var cells = cells(metric, labels);
    int found = Collections.binarySearch(metric.bounds(), sample);
    cells[found >= 0 ? found : -found - 1].add(1);
    cells[cells.length - 1].add(sample);
  }

  /// Adds all to a snapshot.
  public void addTo(MetricSnapshot snapshot) {
    for (var metric : new ArrayList<>(families.keySet())) {
      var family = families.get(metric);
      if (family != null) {
        family.series.forEach((labels, cells) ->
            snapshot.addCells(
                metric,
                Arrays.stream(cells).mapToDouble(DoubleAdder::sum).toArray(),
                labels.toArray(String[]::new)));
      }
    }
  }
}
