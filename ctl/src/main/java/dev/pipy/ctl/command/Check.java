package dev.pipy.ctl.command;

/// Something that was looked at.
///
/// @param where `client`, or a target
/// @param id stable, `PIPY90xx`
/// @param message what was found
/// @param remedy what to do about it; empty if all is well
record Check(String where, String id, State state, String message, String remedy) {

  /// How it is.
  enum State {
    OK,
    WARNING,
    PROBLEM
  }
}
