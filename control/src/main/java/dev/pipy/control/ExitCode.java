package dev.pipy.control;

/// What the process ends with.
public enum ExitCode {
  /// Ended as asked.
  OK(0),
  /// Could not start, for a reason that has no code of its own.
  FAILED(1),
  /// The command line is wrong.
  USAGE(2),
  /// The configuration file, or the codebase at the start, cannot be used.
  CODEBASE(3),
  /// The state directory is in use or cannot be used.
  STATE(4),
  /// A second signal ended it before its connections did.
  FORCED(5),
  /// A port is taken.
  PORT_IN_USE(6),
  /// A bug, or no memory is left.
  INTERNAL(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /// As the system sees it.
  public int number() {
    return number;
  }
}
