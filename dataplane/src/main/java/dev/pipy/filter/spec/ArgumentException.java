package dev.pipy.filter.spec;

/// An argument that a filter cannot take. The message names it and what was expected.
public final class ArgumentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// A complaint such as "argument #1 expects a function".
  public ArgumentException(String message) {
    super(message, null, false, false);
  }

  /// The complaint about an argument by its position, from 1.
  public static ArgumentException expects(int position, String expectation) {
    return new ArgumentException("argument #" + position + " expects " + expectation);
  }
}
