package dev.pipy.control.server;

import java.io.IOException;

/// Somebody else listens there already.
public final class AddressInUseException extends IOException {

  private static final long serialVersionUID = 1;

  AddressInUseException(String address, String why) {
    super("the control API cannot listen on " + address + ": " + why);
  }
}
