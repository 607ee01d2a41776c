package dev.pipy.script;

import dev.pipy.event.StreamError;
import dev.pipy.pipeline.CallFailure;
import org.graalvm.polyglot.Value;

/// What a script gave a StreamEnd as its error, if it is no known code. Confined to the realm's
/// worker.
final class ScriptReason implements StreamError.Reason {

  private final ScriptRealm realm;
  private final Value value;

  ScriptReason(ScriptRealm realm, Value value) {
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
  public String text() {
    try {
      return realm.read(() -> realm.functions().describe().execute(value).asString());
    } catch (CallFailure reported) {
      return "";
    }
  }
}
