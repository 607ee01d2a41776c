package dev.pipy.control.store;

/// A file of the store is missing or does not hold what it should.
public final class StoreDamagedException extends StoreException {

  private static final long serialVersionUID = 1;

  /// Names the file.
  public StoreDamagedException(String message) {
    super(message);
  }
}
