package dev.pipy.ctl.command;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pipy.control.v1.QueryStatsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.LiveView;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Draws what listeners did within each interval.
record TopPage(Session session, boolean once, Duration interval) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;

  ExitCode run() {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw CommandFailure.usage(
          "--interval: " + interval.toMillis() + "ms (expected: 100ms to 1h)");
    }
    CountDownLatch interrupted = new CountDownLatch(1);
    LiveView view = new LiveView(session.host());
    try (var _ =
            session
                .host()
                .interrupts()
                .onInterrupt(() -> {
                  view.leave();
                  interrupted.countDown();
                });
        ControlClient client = session.connect()) {
      watch(client, view, interrupted);
      return ExitCode.DONE;
    }
  }

  private void watch(ControlClient client, LiveView view, CountDownLatch interrupted) {
    MetricQuery query = new MetricQuery(ListenerActivity.METRICS);
    QueryStatsResponse before = query.ask(client);
    long then = System.nanoTime();
    while (!waitFor(interrupted)) {
      QueryStatsResponse now = query.ask(client);
      long time = System.nanoTime();
      List<ListenerActivity> rows =
          ListenerActivity.between(before, now, Math.max(1, time - then) / NANOS);
      draw(rows, view);
      if (once) {
        return;
      }
      before = now;
      then = time;
    }
  }

  /// Returns whether to stop.
  private boolean waitFor(CountDownLatch interrupted) {
    try {
      return interrupted.await(interval.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void draw(List<ListenerActivity> rows, LiveView view) {
    Output output = session.output();
    switch (output.format()) {
      case TABLE, WIDE ->
          view.draw(
              table(output, rows)
                  .lines(output.style(), session.host().screen().size().get().columns()));
      case JSON -> output.line(once ? ProtoText.json(all(rows)) : ProtoText.jsonLine(all(rows)));
      case JSONL -> rows.forEach(row -> output.line(ProtoText.jsonLine(one(row))));
      case YAML -> output.line("---\n" + ProtoText.yaml(all(rows)));
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR ->
          rows.forEach(row -> output.line(row.listener()));
    }
  }

  private static Table table(Output output, List<ListenerActivity> rows) {
    Table table =
        new Table(output.format())
            .column("LISTENER", Column.TEXT)
            .column("CONNS", Column.NUMBER)
            .column("RPS", Column.NUMBER)
            .column("2xx", Column.NUMBER)
            .column("4xx", Column.NUMBER)
            .column("5xx", Column.NUMBER)
            .column("IN MB/s", Column.NUMBER)
            .column("OUT MB/s", Column.NUMBER)
            .column("P50", Column.NUMBER)
            .column("P99", Column.NUMBER)
            .column("CUT", Column.NUMBER);
    for (ListenerActivity row : rows) {
      table.row(
          row.listener(),
          StatsPage.number(row.connections()),
          rate(row.requestsPerSecond()),
          percent(row.share(2)),
          percent(row.share(4)),
          percent(row.share(5)),
          rate(row.receivedPerSecond() / MEGA),
          rate(row.sentPerSecond() / MEGA),
          row.durations().durationText(50),
          row.durations().durationText(99),
          percent(row.share(0)));
    }
    return table;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond >= 100 ? "%.0f" : "%.1f", perSecond);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : Math.round(share * 100) + "%";
  }

  private static Struct all(List<ListenerActivity> rows) {
    ListValue.Builder list = ListValue.newBuilder();
    rows.forEach(row -> list.addValues(Value.newBuilder().setStructValue(one(row))));
    return Struct.newBuilder()
        .putFields("listeners", Value.newBuilder().setListValue(list).build())
        .build();
  }

  private static Struct one(ListenerActivity row) {
    return Struct.newBuilder()
        .putFields("listener", Value.newBuilder().setStringValue(row.listener()).build())
        .putFields("connections", number(row.connections()))
        .putFields("requestsPerSecond", number(row.requestsPerSecond()))
        .putFields("share2xx", number(row.share(2)))
        .putFields("share4xx", number(row.share(4)))
        .putFields("share5xx", number(row.share(5)))
        .putFields("shareCut", number(row.share(0)))
        .putFields("receivedBytesPerSecond", number(row.receivedPerSecond()))
        .putFields("sentBytesPerSecond", number(row.sentPerSecond()))
        .putFields("p50LimitSeconds", number(row.durations().limit(50)))
        .putFields("p99LimitSeconds", number(row.durations().limit(99)))
        .build();
  }

  /// JSON knows no NaN, which stands for "nothing to tell", and no infinity.
  private static Value number(double value) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()
        : Value.newBuilder().setNumberValue(value).build();
  }
}
