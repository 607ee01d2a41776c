package dev.pipy.filter.spec;

import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a filter may ask for while its layout is linked.
public interface Linker {

  /// The program on the worker that the layout is for.
  PipelineHost host();

  /// The layout that `ref` names. Throws [ArgumentException] if there is none, or if it would
  /// contain itself.
  PipelineLayout pipeline(PipelineRef ref);

  /// The named pipeline of another module; null if the module has none of that name. Throws
  /// [ArgumentException] if the module does not load.
  @Nullable PipelineLayout pipelineOf(String modulePath, String name);

  /// Assigns `values` to the context variables of the calling module.
  ContextAssignment assignment();

  /// Sets variables of one module in a context.
  interface ContextAssignment {

    /// Sets each variable that the module has; names it has not are ignored.
    void assign(dev.pipy.pipeline.StreamContext context, Map<String, @Nullable Object> values);
  }
}
