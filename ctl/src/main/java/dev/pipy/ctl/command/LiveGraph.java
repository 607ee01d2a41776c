package dev.pipy.ctl.command;

import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphServiceGrpc;
import dev.pipy.control.v1.WatchGraphStatsRequest;
import dev.pipy.control.v1.WatchGraphStatsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.output.LiveView;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The graph of a program with what flows through it, again and again: in place on a terminal, one
/// below the other elsewhere.
///
/// @param what the program; null for the only one
record LiveGraph(Session session, @Nullable String what, Duration interval) {

  void run() {
    Output output = session.output();
    LiveView view = new LiveView(session.host());
    try (var _ = session.host().interrupts().onInterrupt(view::leave);
        ControlClient client = session.connect()) {
      String program = what == null ? Programs.only(session, client) : ProgramName.checked(what);
      WatchGraphStatsRequest request =
          WatchGraphStatsRequest.newBuilder()
              .setProgram(program)
              .setInterval(ProtoTimes.of(interval))
              .setFormat(
                  output.format().isText()
                      ? GraphFormat.GRAPH_FORMAT_TEXT
                      : GraphFormat.GRAPH_FORMAT_UNSPECIFIED)
              .build();
      client.stream(
          GraphServiceGrpc::newBlockingStub,
          stub -> stub.watchGraphStats(request),
          answer -> show(output, view, program, answer));
    }
  }

  private static void show(
      Output output, LiveView view, String program, WatchGraphStatsResponse answer) {
    if (!answer.getEnded().isEmpty()) {
      output.note("The watch has ended: " + answer.getEnded() + ".");
      return;
    }
    switch (output.format()) {
      case JSON, JSONL, NAME, SARIF, GITHUB, HAR -> output.line(ProtoText.jsonLine(answer));
      case YAML -> output.line("---\n" + ProtoText.yaml(answer));
      case TABLE, WIDE, DOT, MERMAID -> view.draw(lines(output, program, answer));
    }
    SilentWorkers.warn(output, answer.getSilentWorkersList(), "what they have comes later");
  }

  private static List<String> lines(Output output, String program, WatchGraphStatsResponse answer) {
    String title =
        "%s %s  %s, the last %s"
            .formatted(
                program,
                Revisions.name(answer.getRevision()),
                Quantities.time(Instant.now()),
                Quantities.elapsed(ProtoTimes.of(answer.getInterval())));
    List<String> lines = new ArrayList<>(List.of(output.style().bold(title), ""));
    answer.getText().stripTrailing().lines().forEach(lines::add);
    return lines;
  }
}
