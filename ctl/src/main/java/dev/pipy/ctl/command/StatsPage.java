package dev.pipy.ctl.command;

import dev.pipy.control.v1.MetricFamily;
import dev.pipy.control.v1.MetricSample;
import dev.pipy.control.v1.QueryStatsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Metrics and their numbers.
record StatsPage(Session session, List<String> patterns) {

  ExitCode run() {
    Output output = session.output();
    try (ControlClient client = session.connect()) {
      QueryStatsResponse stats = new MetricQuery(patterns).ask(client);
      if (stats.getFamiliesCount() == 0 && !patterns.isEmpty()) {
        throw new CommandFailure(
            Failure.local(
                ExitCode.NOT_FOUND,
                "no metric is called " + String.join(" or ", patterns),
                "All that have numbers: pipyctl stats -o name"));
      }
      output.list(
          stats, stats.getFamiliesList(), MetricFamily::getName, () -> print(output, stats));
      return ExitCode.DONE;
    }
  }

  private static void print(Output output, QueryStatsResponse stats) {
    Table table =
        new Table(output.format())
            .column("METRIC", Column.TEXT)
            .column("LABELS", Column.FLEXIBLE)
            .column("VALUE", Column.TEXT)
            .column("TYPE", Column.WIDE)
            .column("MEANING", Column.WIDE);
    for (MetricFamily family : stats.getFamiliesList()) {
      for (MetricSample sample : family.getSamplesList()) {
        table.row(
            family.getName(),
            labels(sample),
            value(family, sample),
            type(family),
            family.getHelp());
      }
    }
    output.table(table);
    output.note(Quantities.count(stats.getFamiliesCount(), "metric") + "      Live: pipyctl top");
  }

  private static String labels(MetricSample sample) {
    return sample.getLabelsMap().entrySet().stream()
        .filter(label -> !label.getValue().isEmpty())
        .map(label -> label.getKey() + "=" + label.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String type(MetricFamily family) {
    return family.getType().name().replace("METRIC_TYPE_", "").toLowerCase(Locale.ROOT);
  }

  private static String value(MetricFamily family, MetricSample sample) {
    boolean isTime = family.getName().endsWith("_seconds");
    return switch (family.getType()) {
      case METRIC_TYPE_HISTOGRAM -> histogram(sample, isTime);
      case METRIC_TYPE_SUMMARY ->
          number(sample.getCount())
              + ", sum "
              + (isTime ? Distribution.duration(sample.getSum()) : number(sample.getSum()));
      case METRIC_TYPE_COUNTER, METRIC_TYPE_GAUGE, METRIC_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          number(sample.getValue());
    };
  }

  private static String histogram(MetricSample sample, boolean isTime) {
    Distribution all = new Distribution();
    all.add(sample, 1);
    return number(sample.getCount())
        + ", mean "
        + (isTime ? Distribution.duration(all.mean()) : number(all.mean()))
        + ", p50 "
        + (isTime ? all.durationText(50) : all.text(50))
        + ", p99 "
        + (isTime ? all.durationText(99) : all.text(99));
  }

  /// A number with as many digits as are worth reading.
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.valueOf((long) value);
    }
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
