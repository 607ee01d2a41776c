package dev.pipy.filter.options;

import dev.pipy.filter.spec.ArgumentException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What the streams of a filter share, for each set of options that they have: one of them, unless
/// a function says the options. Bounded, since they last as long as the program. Confined to a
/// worker.
///
/// @param <S> the options that count, equal by value
/// @param <T> what is shared
public final class ByOptions<S, T> {

  private static final int MOST = 100;

  private final Map<S, T> shared = new HashMap<>();

  /// What is shared by all with these options; made if there is none yet. Throws
  /// [ArgumentException] if there are too many sets of them.
  public T get(S options, Supplier<T> maker) {
    var known = shared.get(options);
    if (known != null) {
      return known;
    }
    if (shared.size() == MOST) {
      throw new ArgumentException("more than " + MOST + " different sets of options");
    }
    var made = maker.get();
    shared.put(options, made);
    return made;
  }
}
