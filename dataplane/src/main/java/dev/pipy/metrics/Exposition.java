package dev.pipy.metrics;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The texts that Prometheus and its kin read.
public enum Exposition {
  /// Exposition format 0.0.4.
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /// OpenMetrics 1.0.0. There, a counter's samples are named like the counter with `_total` behind
  /// it, and no two metrics share a name. A counter that cannot be written so, because it does not
  /// end in `_total` or because what comes before that is a metric too, is shown as "unknown": its
  /// samples are named alike in both formats.
  OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private static final String TOTAL = "_total";
  private static final String TARGET = "target_info";

  private final String contentType;

  Exposition(String contentType) {
    this.contentType = contentType;
  }

  /// What a content-type header says.
  public String contentType() {
    return contentType;
  }

  /// All families as text.
  public String text(List<MetricFamily> families) {
    var text = new StringBuilder(1 << 16);
    var names = families.stream().map(MetricFamily::name).collect(Collectors.toSet());
    families.forEach(family -> append(text, family, names));
    if (this == OPENMETRICS) {
      text.append("# EOF\n");
    }
    return text.toString();
  }

  private void append(StringBuilder text, MetricFamily family, Set<String> names) {
    var name = family.name();
    var type = family.type().word();
    if (this == OPENMETRICS) {
      if (name.equals(TARGET)) {
        name = "target";
        type = "info";
      } else if (family.type() == MetricType.COUNTER) {
        var base = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
        if (names.contains(base)) {
          type = "unknown";
        } else {
          name = base;
        }
      }
    }
    if (!family.help().isEmpty()) {
      text.append("# HELP ").append(name).append(' ');
      escape(text, family.help(), this == OPENMETRICS);
      text.append('\n');
    }
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (var sample : family.samples()) {
      switch (family.type()) {
        case COUNTER, GAUGE -> line(text, family.name(), sample, "", sample.value());
        case HISTOGRAM -> histogram(text, family.name(), sample);
        case SUMMARY -> sumAndCount(text, family.name(), sample);
      }
    }
  }

  /// Buckets are cumulative, and the last one has all.
  private void histogram(StringBuilder text, String name, MetricSample sample) {
    var bounds = sample.bounds();
    var counts = sample.cumulativeCounts();
    for (int i = 0; i <= bounds.size(); i++) {
      var limit = i < bounds.size() ? limit(bounds.get(i)) : "+Inf";
      line(text, name + "_bucket", sample, limit, counts.get(i));
    }
    sumAndCount(text, name, sample);
  }

  private void sumAndCount(StringBuilder text, String name, MetricSample sample) {
    line(text, name + "_sum", sample, "", sample.sum());
    line(text, name + "_count", sample, "", sample.count());
  }

  private void line(
      StringBuilder text, String name, MetricSample sample, String limit, double value) {
    text.append(name);
    char separator = '{';
    for (int i = 0; i < sample.labelValues().size(); i++) {
      label(text.append(separator), sample.labelNames().get(i), sample.labelValues().get(i));
      separator = ',';
    }
    if (!limit.isEmpty()) {
      label(text.append(separator), "le", limit);
      separator = ',';
    }
    if (separator == ',') {
      text.append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private static void label(StringBuilder text, String name, String value) {
    text.append(name).append("=\"");
    escape(text, value, true);
    text.append('"');
  }

  private static void escape(StringBuilder text, String value, boolean escapesQuotes) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append(escapesQuotes ? "\\\"" : "\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  /// OpenMetrics writes limits as floating point numbers always.
  private String limit(double bound) {
    return this == OPENMETRICS ? Double.toString(bound) : number(bound);
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    long whole = (long) value;
    return whole == value && Math.abs(value) < 1e15 ? Long.toString(whole) : Double.toString(value);
  }
}
