package dev.pipy.script;

import dev.pipy.codebase.Codebase;

/// What scripts of one program may ask of the process.
public interface ScriptServices {

  /// Name of the program, for logs.
  String program();

  /// Number of the revision, for logs.
  long revision();

  /// Where `pipy.load` reads.
  Codebase codebase();

  /// `pipy.exit(code)`: drain and end the process. Any thread.
  void exit(int code);

  /// `pipy.restart()`: load the codebase again. Any thread.
  void restart();
}
