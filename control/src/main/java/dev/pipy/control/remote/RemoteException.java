package dev.pipy.control.remote;

/// A codebase cannot be fetched. The message says which address and why, without credentials.
public final class RemoteException extends Exception {

  private static final long serialVersionUID = 1;

  RemoteException(String message) {
    super(message);
  }
}
