package dev.pipy.pipeline;

import dev.pipy.event.Event;

/// One step of a pipeline. A filter gets an event, owns it, and emits zero or more events to what
/// comes next. Everything runs on the pipeline's worker; delivery is synchronous and depth-first,
/// so [Stage#emit] returns after all that follows has run, and may re-enter this filter.
///
/// A filter without state of its own may serve many pipelines; what it needs of the one at hand
/// comes with the stage.
public interface Filter {

  /// Handles an event. After an event of kind StreamEnd there are no more. A [CallFailure] thrown
  /// from here means: the event was not passed on, release it and end the stream with RuntimeError.
  void handle(Event event, Stage stage);

  /// Whether it has something to do as soon as its stream is open, before there is input: reach a
  /// peer that may be the one that speaks first. If so, and all filters before it let that through
  /// ([#passesOpening]), a connection's pipeline is fed an empty Data when it opens.
  default boolean opensAtOnce() {
    return false;
  }

  /// Whether an empty Data before any input goes straight through it, and whatever it does with the
  /// input later decides nothing that filters behind it ask for when they open.
  default boolean passesOpening() {
    return false;
  }

  /// Whether what still comes in is of use. One that has ended its output and answers no reads it
  /// only to drop it: a socket then lingers for a bounded time instead of waiting for its peer.
  default boolean takesInput() {
    return true;
  }

  /// Whether the peer may still send something, once [#takesInput] is false. If it has said that it
  /// will not, a socket need not wait for its end of input either.
  default boolean expectsInput() {
    return true;
  }

  /// The pipeline was closed: give back sockets, timers, sub-pipelines. Called once per pipeline;
  /// nothing that is emitted from here on arrives anywhere.
  default void close() {}

  /// The program is being replaced or stopped: finish what is under way, and make what is answered
  /// next the last. May be called more than once.
  default void drain(Stage stage) {}
}
