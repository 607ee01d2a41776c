package dev.pipy.pipeline;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection to a peer, as scripts see it. Confined to its worker.
public interface OutboundView {

  /// What there is to say about it right now, as neutral values by name.
  Map<String, @Nullable Object> facts();
}
