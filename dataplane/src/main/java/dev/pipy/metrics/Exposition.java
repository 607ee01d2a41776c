package dev.pipy.metrics;

import java.util.List;

/// The texts that Prometheus and its kin read.
public enum Exposition {
  /// Exposition format 0.0.4.
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /// OpenMetrics 1.0.0. A counter whose name does not end in `_total`, which that format insists
  /// on, is shown as "unknown", so that it has the same name in both.
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
    families.forEach(family -> append(text, family));
    if (this == OPENMETRICS) {
      text.append("# EOF\n");
    }
    return text.toString();
  }

  private void append(StringBuilder text, MetricFamily family) {
    var name = family.name();
    var type = family.type().word();
    if (this == OPENMETRICS) {
      if (name.equals(TARGET)) {
        name = "target";
        type = "info";
      } else if (family.type() == MetricType.COUNTER && name.endsWith(TOTAL)) {
        name = name.substring(0, name.length() - TOTAL.length());
      } else if (family.type() == MetricType.COUNTER) {
        type = "unknown";
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
