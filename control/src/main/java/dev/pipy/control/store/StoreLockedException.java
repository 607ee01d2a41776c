package dev.pipy.control.store;

/// Another process uses the store.
public final class StoreLockedException extends StoreException {

  private static final long serialVersionUID = 1;

  /// Names the process.
  public StoreLockedException(String message) {
    super(message);
  }
}
