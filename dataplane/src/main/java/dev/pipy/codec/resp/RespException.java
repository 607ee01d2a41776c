package dev.pipy.codec.resp;

/// A value that RESP cannot say. The message is for users.
public final class RespException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RespException(String message) {
    super(message, null, false, false);
  }
}
