package dev.pipy.pipeline;

/// A script's function failed, and this was reported with its place in the script. Carries no
/// stack: the script's own went to the log.
public final class CallFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// A failure with the script's message.
  public CallFailure(String message) {
    super(message, null, false, false);
  }
}
