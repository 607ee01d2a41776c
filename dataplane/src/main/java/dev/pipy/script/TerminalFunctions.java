package dev.pipy.script;

import dev.pipy.worker.Terminal;
import java.io.IOException;
import org.graalvm.polyglot.HostAccess;

/// The terminal that the process runs in: `pipy.tty`. Public because the prelude calls it.
public final class TerminalFunctions {

  private final ScriptServices services;
  private final TreeFunctions functions;

  TerminalFunctions(ScriptServices services, TreeFunctions functions) {
    this.services = services;
    this.functions = functions;
  }

  /// Whether each key comes in as it is.
  @HostAccess.Export
  public boolean isRaw() {
    return Terminal.STANDARD.isRaw();
  }

  /// Has each key come in as it is, or lines as they were edited.
  @HostAccess.Export
  public void raw(boolean isRaw) {
    if (!services.systemAccess().allowsChanges()) {
      throw functions
          .trees()
          .error("pipy.tty.raw: " + services.systemAccess().refusal("changing the terminal"));
    }
    try {
      Terminal.STANDARD.raw(isRaw);
    } catch (IOException failure) {
      throw functions.trees().error("pipy.tty.raw: " + failure.getMessage());
    }
  }
}
