package dev.pipy.tls;

/// A certificate, a key or a TLS option that cannot be used. The message is for users; it never
/// shows what a key is made of.
public final class TlsInputException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TlsInputException(String message) {
    super(message);
  }

  TlsInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
