package dev.pipy.control.server;

import java.io.IOException;
import java.nio.file.Path;

/// A certificate, key or token of the control API cannot be used.
public final class CredentialException extends IOException {

  private static final long serialVersionUID = 1;

  CredentialException(Path file, String why) {
    super("the control API: " + file + ": " + why);
  }
}
