package dev.pipy.script;

import dev.pipy.event.Payload;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A payload as a script's value, which is read when somebody asks what it says. Confined to the
/// realm's worker.
final class ScriptPayload implements Payload.View {

  private final ScriptRealm realm;
  private final Value value;

  ScriptPayload(ScriptRealm realm, Value value) {
    this.realm = realm;
    this.value = value;
  }

  ScriptRealm realm() {
    return realm;
  }

  Value value() {
    return value;
  }

  @Override
  public @Nullable Object asValue() {
    return realm.read(() -> realm.exactTrees().fromScript(value));
  }
}
