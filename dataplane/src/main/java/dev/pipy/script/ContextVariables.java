package dev.pipy.script;

import dev.pipy.codebase.Codebase;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.TreeSet;

/// The context variables of a codebase, read off the texts of its scripts: nothing runs.
public final class ContextVariables {

  private ContextVariables() {}

  /// The names that the scripts declare, of all modules together; what cannot be parsed has none.
  public static SortedSet<String> of(Codebase codebase) {
    var names = new TreeSet<String>();
    for (var path : codebase.files()) {
      var content = path.endsWith(".js") ? codebase.read(path) : null;
      if (content != null) {
        names.addAll(ModuleRewriter.variables(path, new String(content, StandardCharsets.UTF_8)));
      }
    }
    return names;
  }
}
