package dev.pipy.script;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/// Gets to know the functions of the prelude that make plain data. Public because the prelude calls
/// it.
public final class TreeFunctions {

  private @Nullable ScriptTrees trees;
  private @Nullable ScriptTrees exactTrees;

  TreeFunctions() {}

  /// Called once, before anything else needs them.
  @HostAccess.Export
  public void connect(Value functions) {
    trees = new ScriptTrees(functions, false);
    exactTrees = new ScriptTrees(functions, true);
  }

  /// For forms that have what JSON has, and little more.
  ScriptTrees trees() {
    return connected(trees);
  }

  /// For protocols: also with errors, and whole numbers of any size.
  ScriptTrees exactTrees() {
    return connected(exactTrees);
  }

  private static ScriptTrees connected(@Nullable ScriptTrees trees) {
    if (trees == null) {
      throw new IllegalStateException("the prelude has not said how to make values");
    }
    return trees;
  }
}
