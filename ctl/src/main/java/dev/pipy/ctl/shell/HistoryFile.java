package dev.pipy.ctl.shell;

import dev.pipy.ctl.client.StateFolder;
import dev.pipy.ctl.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file that remembers the lines of the shell, for its user's eyes only.
final class HistoryFile {

  private HistoryFile() {}

  /// The file, made if need be; empty where none can be had, and then nothing is remembered.
  static Optional<Path> of(Host host) {
    Path file = StateFolder.ofUser(host).resolve("history");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException expected) {
      return Optional.empty();
    }
  }
}
