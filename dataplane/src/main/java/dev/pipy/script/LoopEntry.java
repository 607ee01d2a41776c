package dev.pipy.script;

import dev.pipy.worker.Worker;
import org.jspecify.annotations.Nullable;

/// Keeps the realm that a worker last used entered until the end of the loop's turn, since entering
/// costs as much as a small callback. At most one realm is held per worker. Confined to the worker.
final class LoopEntry {

  private final Worker worker;
  private @Nullable ScriptRealm held;
  private boolean willLeave;

  LoopEntry(Worker worker) {
    this.worker = worker;
  }

  Worker worker() {
    return worker;
  }

  /// Enters a realm, unless it is the one that is held.
  void enter(ScriptRealm realm) {
    if (held == realm) {
      return;
    }
    leave();
    realm.context().enter();
    held = realm;
    if (!willLeave) {
      willLeave = true;
      worker.atTurnEnd(this::endTurn);
    }
  }

  /// Leaves a realm if it is the one that is held.
  void leave(ScriptRealm realm) {
    if (held == realm) {
      leave();
    }
  }

  private void endTurn() {
    willLeave = false;
    leave();
  }

  private void leave() {
    var realm = held;
    if (realm != null) {
      held = null;
      try {
        realm.context().leave();
      } catch (IllegalStateException expected) {
        // it was closed by another thread while it was entered here
      }
    }
  }
}
