package dev.pipy.control;

import java.io.PrintStream;
import java.util.Map;

/// What the process was given to talk to.
///
/// @param out for results
/// @param err for everything else
/// @param environment variables
record Console(PrintStream out, PrintStream err, Map<String, String> environment) {

  static Console ofProcess() {
    return new Console(System.out, System.err, System.getenv());
  }

  /// Empty if not set.
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
