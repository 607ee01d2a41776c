package dev.pipy.control.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that a new token is written to, one for each port, for tools of the same user.
final class TokenFiles {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.control");

  /// What was in each before.
  private final Map<Path, Optional<AccessToken.Secret>> written = new LinkedHashMap<>();

  void write(AccessToken.Secret token, Path file) throws IOException {
    var before =
        Files.isRegularFile(file)
            ? Optional.of(new AccessToken.Secret(Files.readString(file).strip()))
            : Optional.<AccessToken.Secret>empty();
    token.writeTo(file);
    written.put(file, before);
  }

  /// As if nothing had been written: a port that is taken may be that of another server, whose
  /// tools read the same file.
  void restore() {
    written.forEach((file, before) -> {
      try {
        if (before.isPresent()) {
          before.get().writeTo(file);
        } else {
          Files.deleteIfExists(file);
        }
      } catch (IOException failure) {
        stays(failure);
      }
    });
    written.clear();
  }

  void delete() {
    for (var file : written.keySet()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException failure) {
        stays(failure);
      }
    }
  }

  private static void stays(IOException failure) {
    LOG.warn("the token file stays: {}", failure.getMessage());
  }
}
