package dev.pipy.ctl.command;

import dev.pipy.control.v1.TapEvent;
import dev.pipy.control.v1.TapHead;
import dev.pipy.control.v1.TapRequest;
import dev.pipy.control.v1.TapResponse;
import dev.pipy.control.v1.TapServiceGrpc;
import dev.pipy.control.v1.TapStarted;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.har.HarRecording;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.OutputFormat.Purpose;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Quantities;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Prints what flows through a pipeline as it comes.
final class TapView {

  private static final Pattern LINE_BREAK = Pattern.compile("\\r?\\n");

  private final TapCommand command;
  private final Session session;
  private final Output output;
  private final @Nullable HarRecording recording;
  private int places;

  TapView(TapCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output(Purpose.TRAFFIC);
    this.recording =
        output.format() == OutputFormat.HAR
            ? new HarRecording(VersionCommand.own(), output::line)
            : null;
  }

  void run() {
    TapRequest.Builder request =
        TapRequest.newBuilder()
            .setPipeline(command.pipeline)
            .setAfter(command.after)
            .setMethod(command.method)
            .setPath(command.path)
            .setStatus(command.status)
            .setClient(command.client)
            .setBodyBytes(command.body)
            .setEventsPerSecond(command.mostPerSecond)
            .setDuration(ProtoTimes.of(command.duration))
            .setShowSecrets(command.showSecrets);
    if (command.mostPerSecond < 1) {
      throw CommandFailure.usage("--max-rps: " + command.mostPerSecond + " (expected: 1 to 1000)");
    }
    setBetween(request);
    if (recording == null) {
      tap(request, this::show);
      return;
    }
    if (!request.getAfter().isEmpty() || !request.getBefore().isEmpty()) {
      throw CommandFailure.usage(
          "--output: har (expected: no --after and no --between, for it is about both ends)");
    }
    // Ctrl-C ends the process when its actions have run, whatever this thread is at
    try (var _ = session.host().interrupts().onInterrupt(recording::print)) {
      tap(request, response -> record(recording, response));
    } finally {
      recording.print();
    }
  }

  private void tap(TapRequest.Builder request, Consumer<TapResponse> each) {
    try (ControlClient client = session.connect()) {
      request.setProgram(
          command.program == null
              ? Programs.only(session, client)
              : ProgramName.checked(command.program));
      client.stream(TapServiceGrpc::newBlockingStub, stub -> stub.tap(request.build()), each);
    }
  }

  private void setBetween(TapRequest.Builder request) {
    if (command.between.isEmpty()) {
      return;
    }
    int dots = command.between.indexOf("..");
    if (dots < 0 || command.between.length() == 2) {
      throw CommandFailure.usage(
          "--between: " + command.between + " (expected: such as demuxHTTP..muxHTTP)");
    }
    if (!command.after.isEmpty()) {
      throw CommandFailure.usage("--between: does not go together with --after");
    }
    request
        .setAfter(command.between.substring(0, dots))
        .setBefore(command.between.substring(dots + 2));
  }

  private void record(HarRecording har, TapResponse response) {
    switch (response.getItemCase()) {
      case EVENT -> har.add(response.getEvent());
      case DROPPED -> har.drop(response.getDropped());
      case STARTED -> {
        har.begin(response.getStarted());
        show(response);
      }
      case MOVED, ENDED, HEARTBEAT, ITEM_NOT_SET -> show(response);
    }
  }

  private void show(TapResponse response) {
    switch (response.getItemCase()) {
      case STARTED -> begin(response.getStarted());
      case EVENT -> show(response.getEvent());
      case DROPPED ->
          output.warn("… " + Quantities.count(response.getDropped(), "message") + " not shown");
      case MOVED ->
          output.note(
              "The program was replaced; from here on it is r"
                  + response.getMoved().getRevision()
                  + ".");
      case ENDED -> output.note("The tap has ended: " + response.getEnded() + ".");
      case HEARTBEAT, ITEM_NOT_SET -> {}
    }
  }

  private void begin(TapStarted started) {
    places = started.getPlacesCount();
    output.note(
        "Tapping %s for %s: %s"
            .formatted(
                started.getProgram(),
                Quantities.age(ProtoTimes.of(started.getDuration())),
                Printable.of(String.join("  →  ", started.getPlacesList()))));
    SilentWorkers.warn(output, started.getSilentWorkersList(), "their streams are not seen");
  }

  private void show(TapEvent event) {
    switch (output.format()) {
      case JSON, JSONL -> output.line(ProtoText.jsonLine(event));
      case YAML -> output.line("---\n" + ProtoText.yaml(event));
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR -> output.line(Printable.of(what(event)));
      case TABLE, WIDE -> print(event);
    }
  }

  private void print(TapEvent event) {
    output.line(
        "%s  %s #%d  %s  %s"
            .formatted(
                Quantities.time(ProtoTimes.of(event.getTime())),
                arrow(event),
                event.getStream(),
                event.getClient().isEmpty() ? "-" : event.getClient(),
                Printable.of(what(event))));
    if (output.format() == OutputFormat.WIDE) {
      event
          .getHead()
          .getFieldsList()
          .forEach(field ->
              output.line(
                  output
                      .style()
                      .dim("      " + Printable.of(field.getName() + ": " + field.getValue()))));
    }
    if (!event.getExcerpt().isEmpty()) {
      String text = Printable.of(event.getExcerpt().toByteArray());
      LINE_BREAK.splitAsStream(text).forEach(line -> output.line("      " + Printable.of(line)));
    }
  }

  private String arrow(TapEvent event) {
    if (places < 2) {
      return "·";
    }
    return event.getPlace() == 0 ? "→" : "←";
  }

  private static String what(TapEvent event) {
    return switch (event.getKind()) {
      case KIND_MESSAGE_START -> start(event);
      case KIND_MESSAGE_END -> "end, " + amount(event);
      case KIND_DATA -> "data, " + Quantities.bytes(event.getBytes());
      case KIND_STREAM_END ->
          (event.getError().isEmpty() ? "end of stream" : "end of stream: " + event.getError())
              + (event.getBytes() > 0 ? " within a message, " + amount(event) : "");
      case KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  private static String start(TapEvent event) {
    TapHead head = event.getHead();
    if (!head.getMethod().isEmpty()) {
      return head.getMethod() + " " + head.getPath();
    }
    Duration elapsed = ProtoTimes.of(event.getElapsed());
    String asked =
        event.getRequest().isEmpty()
            ? ""
            : " after " + Quantities.elapsed(elapsed) + "  (" + event.getRequest() + ")";
    return (head.getStatus() == 0 ? "message" : String.valueOf(head.getStatus())) + asked;
  }

  private static String amount(TapEvent event) {
    return Quantities.bytes(event.getBytes())
        + " in "
        + Quantities.elapsed(ProtoTimes.of(event.getElapsed()));
  }
}
