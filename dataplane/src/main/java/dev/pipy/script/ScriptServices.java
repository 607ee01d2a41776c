package dev.pipy.script;

import dev.pipy.codebase.Codebase;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.quota.NamedQuotas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What scripts of one program may ask of the process.
public interface ScriptServices {

  /// Name of the program, for logs.
  String program();

  /// Number of the revision, for logs.
  long revision();

  /// Number of the generation, for logs; 0 until it is active. Any thread.
  default long generation() {
    return 0;
  }

  /// The version is active from now on, as this generation. Any thread.
  default void activated(long generation) {}

  /// Where `pipy.load` reads.
  Codebase codebase();

  /// Quotas with a key, one for all workers and versions of the program. Any thread.
  NamedQuotas keyedQuotas();

  /// Quotas that scripts make while they load, by the place in the script: one for all workers of
  /// this version. Any thread.
  NamedQuotas loadedQuotas();

  /// The ports of a `ListenerArray`: for the same key, the same for all workers of this version.
  /// Any thread. Throws IllegalArgumentException with what is wrong with the options.
  ///
  /// @param options for all of them; a neutral value
  ListenerList listeners(String key, @Nullable Object options);

  /// What the process was started with for scripts.
  default List<String> arguments() {
    return List.of();
  }

  /// What scripts may do to the machine.
  default SystemAccess systemAccess() {
    return SystemAccess.FULL;
  }

  /// What `DNS.resolve` asks.
  NameLookup names();

  /// `pipy.exit(code)`: drain and end the process. Any thread.
  void exit(int code);

  /// `pipy.restart()`: load the codebase again. Any thread.
  void restart();
}
