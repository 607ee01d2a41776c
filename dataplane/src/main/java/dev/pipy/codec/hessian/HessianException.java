package dev.pipy.codec.hessian;

/// Bytes that are not Hessian. The message is for users.
public final class HessianException extends RuntimeException {

  private static final long serialVersionUID = 1;

  HessianException(String message) {
    super(message);
  }
}
