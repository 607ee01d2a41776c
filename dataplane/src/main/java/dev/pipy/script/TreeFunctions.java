package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Gets to know the functions of the prelude that make plain data. Public because the prelude calls
/// it.
public final class TreeFunctions {

  private @Nullable ScriptTrees trees;

  TreeFunctions() {}

  /// Called once, before anything else needs them.
  @HostAccess.Export
  public void connect(Value functions) {
    trees = new ScriptTrees(functions);
  }

  ScriptTrees trees() {
    if (trees == null) {
      throw new IllegalStateException("the prelude has not said how to make values");
    }
    return trees;
  }
}
