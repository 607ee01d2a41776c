package dev.pipy.tls;

/// A certificate, a key or a TLS option that cannot be used. The message is for users; it never
/// shows what a key is made of.
public final class TlsInputException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean isKeyMismatch;

  TlsInputException(String message) {
    super(message);
    isKeyMismatch = false;
  }

  TlsInputException(String message, Throwable cause) {
    super(message, cause);
    isKeyMismatch = false;
  }

  private TlsInputException(CertificateChain chain) {
    super("key does not belong to " + chain);
    isKeyMismatch = true;
  }

  /// A key that is not that of a certificate.
  static TlsInputException keyMismatch(CertificateChain chain) {
    return new TlsInputException(chain);
  }

  /// Whether a key and a certificate do not belong together.
  public boolean isKeyMismatch() {
    return isKeyMismatch;
  }
}
