package dev.pipy.control;

import dev.pipy.DataPlaneOptions;
import dev.pipy.control.host.ProgramHost;
import java.util.function.IntConsumer;

/// Starts what runs programs.
@FunctionalInterface
interface HostFactory {

  /// Starts it; nothing runs yet.
  ///
  /// @param onExit called when a script asks to end the process
  ProgramHost start(DataPlaneOptions options, IntConsumer onExit);
}
