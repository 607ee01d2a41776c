package dev.pipy.ctl.outcome;

import io.grpc.Status;

/// What the tool tells the process that started it. The only place that maps status codes.
public enum ExitCode {
  DONE(0, "done, healthy"),
  REFUSED(1, "the server refused, the operation failed, or something is not healthy"),
  USAGE(2, "unknown option, missing argument, bad file"),
  INVALID_CODEBASE(3, "the codebase is not valid"),
  DIFFERENT(4, "differences were found, and --exit-code asks to say so"),
  NOT_FOUND(5, "no such program, revision or filter"),
  CONFLICT(6, "stale base, exists already, or another deployment runs"),
  NOT_ALLOWED(7, "not authenticated or not allowed"),
  UNREACHABLE(8, "the server cannot be reached"),
  PARTLY_DONE(9, "done by some targets, and not by others"),
  TIMED_OUT(10, "time ran out; the outcome is unknown"),
  LIMIT(11, "a limit was exceeded: size, quota or rate"),
  INTERRUPTED(130, "Ctrl-C");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public String meaning() {
    return meaning;
  }

  /// The exit code of a failed call.
  ///
  /// @param diagnosed whether the server sent findings about the codebase along
  public static ExitCode of(Status.Code code, boolean diagnosed) {
    return switch (code) {
      case OK -> DONE;
      case INVALID_ARGUMENT -> diagnosed ? INVALID_CODEBASE : USAGE;
      case FAILED_PRECONDITION, INTERNAL, UNKNOWN, DATA_LOSS, OUT_OF_RANGE, UNIMPLEMENTED ->
          REFUSED;
      case NOT_FOUND -> NOT_FOUND;
      case ABORTED, ALREADY_EXISTS -> CONFLICT;
      case UNAUTHENTICATED, PERMISSION_DENIED -> NOT_ALLOWED;
      case UNAVAILABLE -> UNREACHABLE;
      case DEADLINE_EXCEEDED -> TIMED_OUT;
      case RESOURCE_EXHAUSTED -> LIMIT;
      case CANCELLED -> INTERRUPTED;
    };
  }
}
