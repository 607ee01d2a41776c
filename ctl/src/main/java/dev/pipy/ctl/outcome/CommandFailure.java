package dev.pipy.ctl.outcome;

/// Ends a command. What was wrong is the user's or the server's business, so the trace of calls is
/// of interest to us only.
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  public CommandFailure(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  public CommandFailure(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  /// A mistake in how the tool was called.
  public static CommandFailure usage(String message, String... hints) {
    return new CommandFailure(Failure.local(ExitCode.USAGE, message, hints));
  }

  /// A change that was not agreed to.
  public static CommandFailure declined() {
    return new CommandFailure(Failure.local(ExitCode.REFUSED, "nothing was changed"));
  }

  public Failure failure() {
    return failure;
  }
}
