package dev.pipy.inspect;

import dev.pipy.pipeline.Filter;
import org.jspecify.annotations.Nullable;

/// Looks at pipelines of one layout, on its worker.
public interface Observation {

  /// A pipeline is opened.
  ///
  /// @param filters how many it has
  Observers open(int filters);

  /// What looks at one pipeline.
  @FunctionalInterface
  interface Observers {

    /// The filter to put before the pipeline's filter number `index`, from 0, or behind the last
    /// one; null for none. It passes everything on as it is.
    @Nullable Filter before(int index);
  }
}
