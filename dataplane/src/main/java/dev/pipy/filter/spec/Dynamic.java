package dev.pipy.filter.spec;

import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.StreamContext;
import org.jspecify.annotations.Nullable;

/// A value, or a function that is called for it.
public sealed interface Dynamic {

  /// Always the same value.
  record Literal(@Nullable Object value) implements Dynamic {
    @Override
    public @Nullable Object get(StreamContext context) {
      return value;
    }
  }

  /// Asked for at each use.
  record Computed(Callback function) implements Dynamic {
    @Override
    public @Nullable Object get(StreamContext context) {
      return function.call(context);
    }
  }

  /// The value for a stream, in neutral form; throws [dev.pipy.pipeline.CallFailure].
  @Nullable Object get(StreamContext context);

  /// Functions are computed, everything else is literal.
  static Dynamic of(@Nullable Object value) {
    return value instanceof Callback function ? new Computed(function) : new Literal(value);
  }
}
