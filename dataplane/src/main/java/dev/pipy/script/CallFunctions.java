package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/// What the prelude tells Java about calls. Public because the prelude calls it.
public final class CallFunctions {

  private final ScriptRealm realm;

  CallFunctions(ScriptRealm realm) {
    this.realm = realm;
  }

  /// The function being called returned a promise: what is to be told how it was settled.
  @HostAccess.Export
  public ScriptPending pending() {
    return realm.newPending();
  }

  /// A context with the present values of another.
  @HostAccess.Export
  public Value copy(Value variables) {
    return realm.contextFactory().copy(variables);
  }

  /// Why a variable cannot be used.
  @HostAccess.Export
  public String outsideText(String key) {
    return ContextSlots.nameOf(key) + " has no value outside of callbacks";
  }
}
