package dev.pipy.crypto;

/// Something that a key or an algorithm cannot do. The message is for users; it never shows what a
/// key is made of.
public final class CryptoException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CryptoException(String message) {
    super(message);
  }

  CryptoException(String message, Throwable cause) {
    super(message, cause);
  }
}
