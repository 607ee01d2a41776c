package dev.pipy.ctl.command;

import dev.pipy.control.v1.GraphFormat;
import dev.pipy.control.v1.GraphServiceGrpc;
import dev.pipy.control.v1.WatchGraphStatsRequest;
import dev.pipy.control.v1.WatchGraphStatsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The graph of a program with what flows through it, again and again: in place on a terminal, one
/// below the other elsewhere.
///
/// @param what the program; null for the only one
record LiveGraph(Session session, @Nullable String what, Duration interval) {

  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  void run() {
    Output output = session.output();
    try (ControlClient client = session.connect()) {
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
          answer -> show(output, program, answer));
    }
  }

  private void show(Output output, String program, WatchGraphStatsResponse answer) {
    if (!answer.getEnded().isEmpty()) {
      output.note("The watch has ended: " + answer.getEnded() + ".");
      return;
    }
    switch (output.format()) {
      case JSON, JSONL, NAME, SARIF, GITHUB, HAR -> output.line(ProtoText.jsonLine(answer));
      case YAML -> output.line("---\n" + ProtoText.yaml(answer));
      case TABLE, WIDE, DOT, MERMAID -> print(output, program, answer);
    }
    SilentWorkers.warn(output, answer.getSilentWorkersList(), "what they have comes later");
  }

  private void print(Output output, String program, WatchGraphStatsResponse answer) {
    boolean redraws = session.host().screen().terminal();
    String title =
        "%s %s  %s, the last %s"
            .formatted(
                program,
                Revisions.name(answer.getRevision()),
                Quantities.time(Instant.now()),
                Quantities.elapsed(ProtoTimes.of(answer.getInterval())));
    output.line((redraws ? CLEAR_SCREEN : "") + output.style().bold(title));
    output.line("");
    output.line(answer.getText().stripTrailing());
    if (!redraws) {
      output.line("");
    }
  }
}
