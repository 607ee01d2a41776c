package dev.pipy.metrics;

import dev.pipy.metrics.MetricSample.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The numbers that the original counts, too, under its names, for dashboards that know those.
/// `docs/metrics.md` has the table.
public final class OriginalNames {

  private final Map<String, MetricFamily> known;
  private final List<MetricFamily> added = new ArrayList<>();

  private OriginalNames(Collection<MetricFamily> families) {
    known = families.stream().collect(Collectors.toMap(MetricFamily::name, family -> family));
  }

  /// The families, and those with other names for them. A name that is taken stays with who has it.
  public static List<MetricFamily> addedTo(List<MetricFamily> families) {
    var names = new OriginalNames(families);
    names.listeners();
    names.upstreams();
    names.pipelines();
    var all = new ArrayList<>(families);
    all.addAll(names.added);
    return all;
  }

  private void listeners() {
    for (var name : List.of("pipy_inbound_count", "pipy_inb_cnt")) {
      add(name, BuiltinMetric.LISTENER_CONNECTIONS, OriginalNames::listen);
    }
    add("pipy_inbound_in", BuiltinMetric.INBOUND_BYTES, only("received", OriginalNames::listen));
    add("pipy_inbound_out", BuiltinMetric.INBOUND_BYTES, only("sent", OriginalNames::listen));
  }

  private void upstreams() {
    for (var name : List.of("pipy_outbound_count", "pipy_out_cnt")) {
      add(name, BuiltinMetric.UPSTREAM_CONNECTIONS, OriginalNames::peer);
    }
    add("pipy_outbound_in", BuiltinMetric.OUTBOUND_BYTES, only("received", OriginalNames::peer));
    add("pipy_outbound_out", BuiltinMetric.OUTBOUND_BYTES, only("sent", OriginalNames::peer));
    add(
        "pipy_outbound_conn_time",
        BuiltinMetric.UPSTREAM_CONNECT_DURATION,
        OriginalNames::peer,
        MetricSample::inMillis);
  }

  private void pipelines() {
    for (var name : List.of("pipy_pipeline_count", "pipy_ppl_cnt")) {
      add(name, BuiltinMetric.PIPELINES_ACTIVE, OriginalNames::pipeline);
    }
  }

  /// What becomes of labels; null leaves the sample out.
  @FunctionalInterface
  private interface Renaming {
    @Nullable Labels of(List<String> values);
  }

  private static Labels listen(List<String> values) {
    var address = values.getFirst();
    int colon = address.lastIndexOf(':');
    var text =
        colon < 0
            ? address
            : address.substring(colon + 1)
                + "@"
                + address.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new Labels(List.of("listen"), List.of(text));
  }

  private static Labels peer(List<String> values) {
    return new Labels(List.of("peer"), List.of(values.getFirst()));
  }

  /// A pipeline's id is "/module:name", or that of something without a name.
  private static Labels pipeline(List<String> values) {
    var id = values.getLast();
    int colon = id.startsWith("/") ? id.lastIndexOf(':') : -1;
    return new Labels(
        List.of("module", "name"),
        List.of(colon < 0 ? "" : id.substring(1, colon), id.substring(colon + 1)));
  }

  private static Renaming only(String direction, Renaming renaming) {
    return values -> values.getLast().equals(direction) ? renaming.of(values) : null;
  }

  private void add(String name, BuiltinMetric metric, Renaming renaming) {
    add(name, metric, renaming, sample -> sample);
  }

  private void add(
      String name, BuiltinMetric metric, Renaming renaming, UnaryOperator<MetricSample> change) {
    var family = known.get(metric.metricName());
    if (family == null || known.containsKey(name)) {
      return;
    }
    var samples = new TreeMap<Labels, MetricSample>();
    for (var sample : family.samples()) {
      var labels = renaming.of(sample.labelValues());
      if (labels != null) {
        samples.merge(labels, change.apply(sample).labelled(labels), MetricSample::plus);
      }
    }
    added.add(
        new MetricFamily(
            name,
            family.type(),
            "The original's name for " + metric.metricName() + ".",
            List.copyOf(samples.values())));
  }
}
