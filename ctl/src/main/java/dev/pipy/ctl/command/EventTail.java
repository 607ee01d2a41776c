package dev.pipy.ctl.command;

import dev.pipy.control.v1.Event;
import dev.pipy.control.v1.EventServiceGrpc;
import dev.pipy.control.v1.WatchEventsRequest;
import dev.pipy.control.v1.WatchEventsResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.ProtoText;
import dev.pipy.ctl.output.Quantities;
import java.time.Instant;
import java.util.Locale;

/// Prints events as they come.
final class EventTail {

  private static final int MOST_EVENTS = 1_000;
  private static final String KIND = "KIND_";

  /// As wide as the longest kind.
  private static final int KIND_WIDTH = 18;

  private final EventsCommand command;
  private final Session session;
  private final Output output;
  private boolean isAny;

  EventTail(EventsCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output();
  }

  void run() {
    if (command.tail < 0 || command.tail > MOST_EVENTS) {
      throw CommandFailure.usage(
          "--tail: " + command.tail + " (expected: 0 to " + MOST_EVENTS + ")");
    }
    WatchEventsRequest.Builder request =
        WatchEventsRequest.newBuilder()
            .setTail(command.tail)
            .setFollow(command.follow)
            .setProgram(command.program);
    if (command.since != null) {
      request.setSince(ProtoTimes.of(Instant.now().minus(command.since)));
    }
    try (ControlClient client = session.connect()) {
      client.stream(
          EventServiceGrpc::newBlockingStub, stub -> stub.watchEvents(request.build()), this::show);
    }
    if (!isAny && output.format().isText()) {
      output.note("Nothing has happened.  Wait for it: pipyctl events -f");
    }
  }

  private void show(WatchEventsResponse response) {
    switch (response.getItemCase()) {
      case EVENT -> {
        isAny = true;
        output.line(text(response.getEvent()));
      }
      case DROPPED ->
          output.warn("… " + Quantities.count(response.getDropped(), "event") + " lost, too slow");
      case HEARTBEAT, ITEM_NOT_SET -> {}
    }
  }

  private String text(Event event) {
    Instant time = ProtoTimes.of(event.getTime());
    return switch (output.format()) {
      case JSON, JSONL -> ProtoText.jsonLine(event);
      case YAML -> "---\n" + ProtoText.yaml(event);
      case NAME, DOT, MERMAID, SARIF, GITHUB, HAR -> String.valueOf(event.getSequence());
      case TABLE -> Quantities.time(time) + line(event, who(event.getActor(), ""));
      case WIDE ->
          Quantities.dateTime(time) + line(event, who(event.getActor(), event.getCaller()));
    };
  }

  private String line(Event event, String who) {
    String program = event.getProgram().isEmpty() ? "" : event.getProgram() + "  ";
    return "  " + kind(event.getKind()) + "  " + program + Printable.of(event.getText()) + who;
  }

  private static String who(String actor, String caller) {
    String by = actor.isEmpty() ? "" : "   by " + Printable.of(actor);
    return by + (caller.isEmpty() ? "" : "   from " + Printable.of(caller));
  }

  private String kind(Event.Kind kind) {
    String name =
        kind == Event.Kind.UNRECOGNIZED
            ? "?"
            : kind.name().substring(KIND.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    String word = name + " ".repeat(Math.max(0, KIND_WIDTH - name.length()));
    return switch (kind) {
      case KIND_DEPLOY_FAILED, KIND_ROLLBACK_FAILED, KIND_PROGRAM_FAILED ->
          output.style().red(word);
      case KIND_DEPLOYED, KIND_ROLLED_BACK, KIND_SERVER_READY, KIND_PROGRAM_STARTED ->
          output.style().green(word);
      case KIND_SERVER_DRAINING, KIND_PROGRAM_STOPPED, KIND_LOG_LEVEL_CHANGED ->
          output.style().yellow(word);
      default -> word;
    };
  }
}
