package dev.pipy.pipeline;

import dev.pipy.event.Event;

/// Where a pipeline sends what its last filter emits.
@FunctionalInterface
public interface Output {

  /// Takes over the event.
  void emit(Event event);
}
