package dev.pipy.script;

import dev.pipy.event.Head;
import org.graalvm.polyglot.Value;

/// A head as a script's object.
final class ScriptHead implements Head {

  private final ScriptRealm realm;
  private final Value object;

  ScriptHead(ScriptRealm realm, Value object) {
    this.realm = realm;
    this.object = object;
  }

  Value object() {
    return object;
  }

  @Override
  public String toString() {
    return realm.inside(() -> realm.functions().describe().execute(object).asString());
  }
}
