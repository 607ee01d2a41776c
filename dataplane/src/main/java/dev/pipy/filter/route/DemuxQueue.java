package dev.pipy.filter.route;

import dev.pipy.filter.spec.FilterSpec;

/// Gives each message to a pipeline of its own: [Demux] under another name.
public final class DemuxQueue {

  /// The declaration.
  public static final FilterSpec SPEC = Demux.SPEC.as("demuxQueue");

  private DemuxQueue() {}
}
