package dev.pipy.control.store;

/// The store cannot do what was asked; the message names the file at fault.
public class StoreException extends Exception {

  private static final long serialVersionUID = 1;

  /// With the file and what is wrong with it.
  public StoreException(String message) {
    super(message);
  }

  /// With what the file system said.
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
