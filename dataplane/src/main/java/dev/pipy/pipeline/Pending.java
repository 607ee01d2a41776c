package dev.pipy.pipeline;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A promise that a script's function returned and that is not settled yet.
public interface Pending {

  /// Calls `onValue` with the neutral value, or `onFailure` after the failure was reported; on the
  /// worker's loop, later than this call.
  void whenSettled(Consumer<@Nullable Object> onValue, Consumer<CallFailure> onFailure);
}
