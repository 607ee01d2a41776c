package dev.pipy.script;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/// Files of the codebase that are expressions and no modules, each run once. The realm is entered.
final class SolvedFiles {

  private final ScriptRealm realm;
  private final Map<String, Value> values = new HashMap<>();
  private final Set<String> running = new HashSet<>();

  SolvedFiles(ScriptRealm realm) {
    this.realm = realm;
  }

  /// The value of a file. Throws IllegalArgumentException if there is none or it is no expression,
  /// and what the script throws.
  Value solve(String name) {
    var path = ScriptRealm.normalize(name);
    var known = path == null ? null : values.get(path);
    if (known != null) {
      return known;
    }
    var content = path == null ? null : realm.codebase().read(path);
    if (path == null || content == null) {
      throw new IllegalArgumentException(name + " is not in the codebase");
    }
    if (!running.add(path)) {
      throw new IllegalArgumentException(path + " needs itself");
    }
    try {
      var value = run(path, new String(content, StandardCharsets.UTF_8));
      values.put(path, value);
      return value;
    } finally {
      running.remove(path);
    }
  }

  private Value run(String path, String text) {
    var code = realm.loader().expression(path, text);
    var functions = realm.functions();
    functions.need().executeVoid(realm.engine().prelude().needs(code));
    var source = Source.newBuilder("js", code, path).buildLiteral();
    return realm.context().eval(source).execute(functions.current(), functions.identity());
  }
}
