package dev.pipy.ctl.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file on disk: `--config FILE`, else `$XDG_CONFIG_HOME/pipy/config.yaml`, else
/// `~/.config/pipy/config.yaml`. It holds names of files with secrets, never secrets.
///
/// @param path where it is
/// @param isAsked whether it was named, so that it has to be there
public record ContextFile(Path path, boolean isAsked) {

  private static final long MOST_BYTES = 1 << 20;

  private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /// The file that was named, or the one at the usual place.
  ///
  /// @param asked what the user named; null for the usual place
  public static ContextFile of(Host host, @Nullable Path asked) {
    if (asked != null) {
      return new ContextFile(asked, true);
    }
    String configuration = host.variable("XDG_CONFIG_HOME");
    if (!configuration.isEmpty()) {
      return new ContextFile(Path.of(configuration, "pipy", "config.yaml"), false);
    }
    String home = host.variable("HOME");
    String base = home.isEmpty() ? System.getProperty("user.home") : home;
    return new ContextFile(Path.of(base, ".config", "pipy", "config.yaml"), false);
  }

  /// Whether the file is there.
  public boolean exists() {
    return Files.exists(path);
  }

  /// Reads it. A usual file that is not there holds nothing.
  public Contexts read() {
    if (!exists()) {
      if (isAsked) {
        throw CommandFailure.usage(
            path + ": no such file", "Make it: pipyctl --config " + path + " config set-context");
      }
      return Contexts.NONE;
    }
    return readIfThere();
  }

  /// Reads it; one that is not there holds nothing, even if it was named.
  public Contexts readIfThere() {
    if (!exists()) {
      return Contexts.NONE;
    }
    String problem = exposure();
    if (!problem.isEmpty()) {
      throw CommandFailure.usage(
          path + ": " + problem + ", so that it is not believed", "Correct it: chmod 600 " + path);
    }
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw CommandFailure.usage(path + ": larger than 1 MiB");
      }
      return ContextYaml.parse(path.toString(), Files.readString(path, UTF_8));
    } catch (IOException e) {
      throw CommandFailure.usage(path + ": cannot be read: " + e.getMessage());
    }
  }

  /// How others can change the file: then they could lead this user's token to a server of theirs.
  /// Empty if they cannot.
  public String exposure() {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      return permissions.stream().anyMatch(WRITTEN_BY_OTHERS::contains)
          ? "others can write to it (" + PosixFilePermissions.toString(permissions) + ")"
          : "";
    } catch (IOException | UnsupportedOperationException expected) {
      // not there, or not a system with such permissions
      return "";
    }
  }

  /// Writes it, for its user only, in one step: a reader sees the old file or the new one.
  public void write(Contexts contexts) {
    try {
      // a link stays one
      Path real = exists() ? path.toRealPath() : path.toAbsolutePath();
      Path folder = real.getParent();
      if (folder == null) {
        throw CommandFailure.usage(path + ": is no file");
      }
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              ".config",
              ".yaml",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(fresh, ContextYaml.text(contexts), UTF_8);
        Files.move(
            fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw CommandFailure.usage(path + ": cannot be written: " + e.getMessage());
    }
  }
}
