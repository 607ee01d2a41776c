package dev.pipy.filter.route;

import dev.pipy.filter.spec.FilterSpec;

/// Sends the messages of many streams through a shared pipeline: [Mux] under another name.
public final class MuxQueue {

  /// The declaration.
  public static final FilterSpec SPEC = Mux.SPEC.as("muxQueue");

  private MuxQueue() {}
}
