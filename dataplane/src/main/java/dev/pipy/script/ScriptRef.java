package dev.pipy.script;

import dev.pipy.pipeline.ScriptObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// A script's object that has no neutral form.
final class ScriptRef implements ScriptObject {

  private final ScriptRealm realm;
  private final Value value;

  ScriptRef(ScriptRealm realm, Value value) {
    this.realm = realm;
    this.value = value;
  }

  Value value() {
    return value;
  }

  @Override
  public Map<String, @Nullable Object> properties() {
    return realm.inside(() -> {
      var properties = new LinkedHashMap<String, @Nullable Object>();
      for (var key : value.getMemberKeys()) {
        properties.put(key, realm.values().fromScript(value.getMember(key)));
      }
      return properties;
    });
  }

  @Override
  public String text() {
    return realm.read(() -> realm.functions().text().execute(value).asString());
  }

  @Override
  public String describe() {
    return realm.inside(() -> realm.functions().describe().execute(value).asString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScriptRef ref && ref.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return describe();
  }
}
