package dev.pipy.control.store;

/// A content that is being sent is not what was announced, or more than there is room for.
public final class BlobRejectedException extends StoreException {

  private static final long serialVersionUID = 1;

  /// Why.
  public enum Reason {
    /// Not the bytes that its digest and size name. Nothing of it is kept.
    MISMATCH,
    /// Less of it is here than the upload wants to go on from.
    OFFSET,
    /// Larger than a content may be.
    TOO_LARGE,
    /// Too much waits for a revision already.
    STAGING_FULL
  }

  private final Reason reason;

  BlobRejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
