package dev.pipy.script;

import org.jspecify.annotations.Nullable;

/// One script file, loaded in one realm. Two modules are the same only if they are one object.
public final class ScriptModule {

  private final String path;
  private final ContextSlots slots;
  private ModuleRewriter.@Nullable Result rewritten;
  private State state = State.LOADING;

  /// How far a module has come.
  enum State {
    LOADING,
    LOADED,
    /// It ran to its end, and something in it or in what it loads is wrong.
    UNSOUND,
    FAILED
  }

  ScriptModule(String path, int index) {
    this.path = path;
    this.slots = new ContextSlots(index);
  }

  /// The file inside the codebase, with a leading "/".
  public String path() {
    return path;
  }

  ContextSlots slots() {
    return slots;
  }

  /// Null until the text has been read, and if it is not JavaScript.
  ModuleRewriter.@Nullable Result rewritten() {
    return rewritten;
  }

  void rewritten(ModuleRewriter.Result result) {
    rewritten = result;
  }

  State state() {
    return state;
  }

  void state(State reached) {
    state = reached;
  }
}
