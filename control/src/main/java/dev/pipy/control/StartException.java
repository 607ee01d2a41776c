package dev.pipy.control;

/// The process cannot go on; carries what to say and what to end with.
final class StartException extends Exception {

  private static final long serialVersionUID = 1;

  private final ExitCode code;

  StartException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
