package dev.pipy.pipeline;

import java.util.Locale;

/// What scripts may do to the machine that they run on. Chosen for the whole process when it
/// starts: whoever may deploy a codebase may otherwise do all that the process may. Files of the
/// codebase itself are read with `pipy.load` and served with `http.File` in any case.
public enum SystemAccess {
  /// Run programs, read and write files, see the environment: as the original allows.
  FULL,
  /// Read files and the environment.
  READ,
  /// Nothing of that.
  NONE;

  /// Whether files of the host may be read.
  public boolean allowsReading() {
    return this != NONE;
  }

  /// Whether programs may be run, and files written or removed.
  public boolean allowsChanges() {
    return this == FULL;
  }

  /// As the command line has it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Says that something is not allowed, and by what.
  ///
  /// @param what such as "running programs"
  public String refusal(String what) {
    return what
        + " is not allowed to scripts here (the server runs with --script-access="
        + word()
        + ")";
  }
}
