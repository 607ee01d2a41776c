package dev.pipy.pipeline;

import dev.pipy.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells those who wait for a variable that variables may have changed, in a context or in one of
/// its copies: a function of the script ran, a peer answered. They are told at the end of the turn,
/// once for all changes of it. Costs nothing while nobody waits. Confined to a worker.
public final class ContextChanges {

  private @Nullable List<Runnable> listeners;
  private boolean isDue;
  private boolean isQuiet;

  /// Nobody waits yet.
  public ContextChanges() {}

  /// Calls `listener` after changes from now on.
  public void listen(Runnable listener) {
    if (listeners == null) {
      listeners = new ArrayList<>(1);
    }
    listeners.add(listener);
  }

  /// Takes back [#listen].
  public void forget(Runnable listener) {
    if (listeners != null) {
      listeners.remove(listener);
      if (listeners.isEmpty()) {
        listeners = null;
      }
    }
  }

  /// Variables may have changed.
  public void note(Worker worker) {
    if (listeners != null && !isDue && !isQuiet) {
      isDue = true;
      worker.atTurnEnd(this::tell);
    }
  }

  /// Asks something that runs a function of the script but is not meant to change anything, such as
  /// whether the waiting is over.
  public <T extends @Nullable Object> T quietly(Supplier<T> question) {
    boolean wasQuiet = isQuiet;
    isQuiet = true;
    try {
      return question.get();
    } finally {
      isQuiet = wasQuiet;
    }
  }

  private void tell() {
    isDue = false;
    if (listeners != null) {
      List.copyOf(listeners).forEach(Runnable::run);
    }
  }
}
