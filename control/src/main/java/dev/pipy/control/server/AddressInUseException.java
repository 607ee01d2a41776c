package dev.pipy.control.server;

import java.io.IOException;

/// Somebody else listens there already.
public final class AddressInUseException extends IOException {

  private static final long serialVersionUID = 1;

  AddressInUseException(String address, Throwable cause) {
    super("the control API cannot listen on " + address + ": address already in use", cause);
  }
}
