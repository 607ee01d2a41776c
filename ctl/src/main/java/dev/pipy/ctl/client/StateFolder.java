package dev.pipy.ctl.client;

import dev.pipy.ctl.host.Host;
import java.nio.file.Path;

/// Where a user's servers and tools keep what outlives them.
public final class StateFolder {

  private StateFolder() {}

  /// `$PIPY_STATE_DIR`, else `$XDG_STATE_HOME/pipy`, else `~/.local/state/pipy`.
  public static Path of(Host host) {
    String own = host.variable("PIPY_STATE_DIR");
    return own.isEmpty() ? ofUser(host) : Path.of(own);
  }

  /// The same without `PIPY_STATE_DIR`, which may belong to one server.
  public static Path ofUser(Host host) {
    String state = host.variable("XDG_STATE_HOME");
    if (!state.isEmpty()) {
      return Path.of(state, "pipy");
    }
    String home = host.variable("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".local/state/pipy");
  }
}
