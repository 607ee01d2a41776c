package dev.pipy.program;

/// As many taps are open as there may be.
public final class TooManyTapsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int limit;

  /// @param limit how many there may be
  public TooManyTapsException(int limit) {
    super(limit + " taps are open already");
    this.limit = limit;
  }

  /// How many there may be.
  public int limit() {
    return limit;
  }
}
