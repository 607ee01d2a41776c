package dev.pipy.filter.spec;

import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a filter may ask for while its layout is linked.
public interface Linker {

  /// The program on the worker that the layout is for.
  PipelineHost host();

  /// The layout that `ref` names. Throws [ArgumentException] if there is none, or if it would
  /// contain itself.
  PipelineLayout pipeline(PipelineRef ref);

  /// The pipelines of the calling module by name, for names that only functions know: to be asked
  /// once the program runs.
  Function<String, @Nullable PipelineLayout> pipelinesByName();

  /// The named pipeline of another module; null if the module has none of that name. Throws
  /// [ArgumentException] if the module does not load.
  @Nullable PipelineLayout pipelineOf(String modulePath, String name);

  /// Links the entrance pipelines of modules one inside another and returns the outermost: in each,
  /// `chain()` continues with the next. Throws [ArgumentException] if a module does not load or has
  /// no entrance.
  ///
  /// @param modulePaths one or more
  PipelineLayout chain(List<String> modulePaths);

  /// Where `chain()` continues in the layout that is being linked; null at the end of a chain, and
  /// in a module that was not chained.
  @Nullable PipelineLayout chainNext();

  /// What the call that is being linked has in common on all workers: made for the first of them.
  /// It must be safe for use by many threads.
  ///
  /// @param maker always makes the same type
  <T> T shared(Supplier<T> maker);

  /// Tells of something about the call that is right in form, but will not work as meant.
  void concern(Concern concern, String message);

  /// What a filter may be concerned about.
  enum Concern {
    /// A certificate of ours that is not valid now.
    CERTIFICATE_EXPIRED,
    /// A certificate of ours that will not be valid for long.
    CERTIFICATE_EXPIRES_SOON,
    /// A certificate to judge others by that is not valid now.
    TRUST_EXPIRED,
    /// A key that does not belong to its certificate.
    KEY_MISMATCH
  }

  /// Assigns `values` to the context variables of the calling module.
  ContextAssignment assignment();

  /// Sets variables of one module in a context.
  interface ContextAssignment {

    /// Sets each variable that the module has; names it has not are ignored.
    void assign(StreamContext context, Map<String, @Nullable Object> values);
  }
}
