package dev.pipy.codec.thrift;

/// A message that cannot be written. The text is for users: it names the place in the message, what
/// stands there and what was expected. Carries no stack.
public final class ThriftException extends Exception {

  private static final long serialVersionUID = 1;

  ThriftException(String place, String found, String expectation) {
    super(place + ": " + found + " (expected: " + expectation + ")", null, false, false);
  }
}
