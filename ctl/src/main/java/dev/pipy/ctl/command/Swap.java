package dev.pipy.ctl.command;

import com.google.protobuf.Duration;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.ListenerChange;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RollbackResponse;
import dev.pipy.ctl.output.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A change of the active revision, told the same way whatever caused it.
record Swap(
    Revision revision,
    long previous,
    List<ListenerChange> listeners,
    Duration prepare,
    Duration commit,
    long draining) {

  static Swap of(DeployResponse response) {
    return new Swap(
        response.getRevision(),
        response.getPreviousRevision(),
        response.getListenersList(),
        response.getPrepareDuration(),
        response.getCommitDuration(),
        response.getDrainingConnections());
  }

  static Swap of(RollbackResponse response) {
    return new Swap(
        response.getRevision(),
        response.getPreviousRevision(),
        response.getListenersList(),
        response.getPrepareDuration(),
        response.getCommitDuration(),
        response.getDrainingConnections());
  }

  /// What stays when nothing is changed.
  static String active(DeployResponse response) {
    return response.getPreviousRevision() == 0
        ? "Nothing is active."
        : Revisions.name(response.getPreviousRevision()) + " stays active.";
  }

  /// `proxy r43 is active (was r42) in 212 ms, switched in 0.4 ms. 12 connections still drain on
  /// r42.`
  String sentence() {
    java.time.Duration switched = ProtoTimes.of(commit);
    String text =
        "%s r%d is active (was %s) in %s, switched in %s."
            .formatted(
                revision.getProgram(),
                revision.getNumber(),
                Revisions.name(previous),
                Quantities.elapsed(ProtoTimes.of(prepare).plus(switched)),
                Quantities.elapsed(switched));
    return draining == 0
        ? text
        : text
            + "  "
            + Quantities.count(draining, "connection")
            + (draining == 1 ? " still drains on " : " still drain on ")
            + Revisions.name(previous)
            + ".";
  }

  /// ` listeners opened 0.0.0.0:8443`, one line per kind that occurs.
  List<String> listenerLines() {
    return listenerLines(listeners);
  }

  static List<String> listenerLines(List<ListenerChange> changes) {
    List<String> lines = new ArrayList<>();
    add(lines, "opened", changes, ListenerChange.Kind.KIND_OPENED);
    add(lines, "kept  ", changes, ListenerChange.Kind.KIND_KEPT);
    add(lines, "closed", changes, ListenerChange.Kind.KIND_CLOSED);
    return lines;
  }

  private static void add(
      List<String> lines, String word, List<ListenerChange> changes, ListenerChange.Kind kind) {
    String addresses =
        changes.stream()
            .filter(change -> change.getKind() == kind)
            .map(ListenerChange::getAddress)
            .collect(Collectors.joining(" "));
    if (!addresses.isEmpty()) {
      lines.add("  listeners " + word + "  " + addresses);
    }
  }
}
