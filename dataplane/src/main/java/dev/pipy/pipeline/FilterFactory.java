package dev.pipy.pipeline;

/// Makes the filter of one stage when a pipeline opens. Must cost little: all checks and
/// conversions of arguments were done before.
@FunctionalInterface
public interface FilterFactory {

  /// The filter for a new pipeline; may be the same each time when the filter keeps no state.
  Filter create();
}
