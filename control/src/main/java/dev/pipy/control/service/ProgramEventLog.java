package dev.pipy.control.service;

import dev.pipy.control.v1.Event;
import dev.pipy.program.ProgramEvent;
import java.time.Duration;
import java.util.Locale;

/// Writes down what a data plane tells of its programs.
public final class ProgramEventLog {

  private static final double MILLIS = 1e6;

  private final EventLog log;

  /// Writes to this log.
  public ProgramEventLog(EventLog log) {
    this.log = log;
  }

  /// Something has happened. Any thread.
  public void happened(ProgramEvent happening) {
    var event =
        Event.newBuilder()
            .setProgram(happening.program())
            .setRevision(happening.revision())
            .setGeneration(happening.generation());
    var revision = "r" + happening.revision();
    var generation = "generation " + happening.generation() + " (" + revision + ")";
    switch (happening) {
      case ProgramEvent.Started(_, _, _, var took) ->
          log.add(
              Event.Kind.KIND_PROGRAM_STARTED,
              event.setText(revision + " serves, after " + millis(took)));
      case ProgramEvent.Swapped(_, _, _, long previous, long draining, var took) ->
          log.add(
              Event.Kind.KIND_SWAPPED,
              event
                  .setPreviousRevision(previous)
                  .setConnections(draining)
                  .setText(
                      "%s replaces r%d in %s; %s"
                          .formatted(
                              revision, previous, millis(took), connections(draining, "drain"))));
      case ProgramEvent.Stopped(_, _, _, long cut) ->
          log.add(
              Event.Kind.KIND_PROGRAM_STOPPED,
              event.setConnections(cut).setText("stopped; " + connections(cut, "were cut")));
      case ProgramEvent.ListenerOpened(_, _, _, var address) ->
          log.add(
              Event.Kind.KIND_LISTENER_OPENED,
              event.setListener(address).setText("listens on " + address));
      case ProgramEvent.ListenerClosed(_, _, _, var address) ->
          log.add(
              Event.Kind.KIND_LISTENER_CLOSED,
              event.setListener(address).setText("listens on " + address + " no more"));
      case ProgramEvent.Drained(_, _, _, long cut, var took) ->
          log.add(
              Event.Kind.KIND_DRAIN_FINISHED,
              event
                  .setConnections(cut)
                  .setText(
                      "%s has drained in %s; %s"
                          .formatted(generation, millis(took), connections(cut, "were cut"))));
      case ProgramEvent.Freed _ ->
          log.add(
              Event.Kind.KIND_GENERATION_FREED,
              event.setText(
                  happening.generation() == 0
                      ? revision + " is not kept warm any more"
                      : generation + " is out of memory"));
    }
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / MILLIS);
  }

  private static String connections(long count, String verb) {
    return count
        + (count == 1 ? " connection " + verb.replace("were", "was") : " connections " + verb);
  }
}
