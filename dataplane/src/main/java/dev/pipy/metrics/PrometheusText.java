package dev.pipy.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes metrics in the text format that Prometheus reads (exposition format 0.0.4).
final class PrometheusText {

  private PrometheusText() {}

  /// One metric with all its series that have numbers.
  static void append(StringBuilder text, Metric metric) {
    int start = text.length();
    text.append("# TYPE ")
        .append(metric.name())
        .append(' ')
        .append(metric.shape().kind().word())
        .append('\n');
    int header = text.length();
    append(text, metric, metric.root());
    if (text.length() == header) {
      text.setLength(start);
    }
  }

  private static void append(StringBuilder text, Metric metric, Series series) {
    if (series.isShown()) {
      switch (metric.shape().kind()) {
        case COUNTER, GAUGE -> line(text, metric, "", series, null, series.number(0));
        case HISTOGRAM -> histogram(text, metric, series);
      }
    }
    series.children().forEach(child -> append(text, metric, child));
  }

  /// Buckets are cumulative, and the last one has all.
  private static void histogram(StringBuilder text, Metric metric, Series series) {
    var bounds = metric.shape().bounds();
    var numbers = series.numbers();
    double count = 0;
    for (int i = 0; i <= bounds.size(); i++) {
      count += numbers[i];
      var limit = i < bounds.size() ? number(bounds.get(i)) : "+Inf";
      line(text, metric, "_bucket", series, limit, count);
    }
    line(text, metric, "_sum", series, null, numbers[numbers.length - 1]);
    line(text, metric, "_count", series, null, count);
  }

  private static void line(
      StringBuilder text,
      Metric metric,
      String suffix,
      Series series,
      @Nullable String limit,
      double value) {
    text.append(metric.name()).append(suffix);
    labels(text, metric.shape().labels(), series.values(), limit);
    text.append(' ').append(number(value)).append('\n');
  }

  private static void labels(
      StringBuilder text, List<String> names, List<String> values, @Nullable String limit) {
    if (values.isEmpty() && limit == null) {
      return;
    }
    char separator = '{';
    for (int i = 0; i < values.size(); i++) {
      label(text.append(separator), names.get(i), values.get(i));
      separator = ',';
    }
    if (limit != null) {
      label(text.append(separator), "le", limit);
    }
    text.append('}');
  }

  private static void label(StringBuilder text, String name, String value) {
    text.append(name).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    text.append('"');
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    long whole = (long) value;
    return whole == value && Math.abs(value) < 1e15 ? Long.toString(whole) : Double.toString(value);
  }
}
