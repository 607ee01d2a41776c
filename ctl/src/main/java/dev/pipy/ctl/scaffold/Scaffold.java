package dev.pipy.ctl.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Writes the files of a new codebase.
public final class Scaffold {

  /// Names whose resources cannot begin with a dot, as a build leaves such files out.
  private static final Map<String, String> HIDDEN =
      Map.of(".pipyignore", "pipyignore", ".gitignore", "gitignore");

  private static final Set<String> SECRETS = Set.of("config/keys.json", "dev-token.txt");

  private final Path folder;
  private final Map<String, String> texts = new LinkedHashMap<>();

  /// @param template what the codebase begins as
  public Scaffold(Path folder, Template template) {
    this.folder = folder;
    DevSecret secret = DevSecret.create();
    String token = secret.token(Instant.now());
    for (String file : template.files()) {
      String text = resource(template + "/" + HIDDEN.getOrDefault(file, file));
      texts.put(file, text.replace("@SECRET@", secret.text()).replace("@TOKEN@", token));
    }
    for (String file : List.of("jsconfig.json", ".pipyignore")) {
      texts.put(file, resource("common/" + HIDDEN.getOrDefault(file, file)));
    }
  }

  /// Paths of the files, relative to the folder.
  public List<String> files() {
    return List.copyOf(texts.keySet());
  }

  /// Writes all files. Those that are there already are replaced with `force`; otherwise nothing is
  /// written.
  public void write(boolean force) {
    List<String> present =
        texts.keySet().stream()
            .filter(file -> Files.exists(folder.resolve(file), LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (!force && !present.isEmpty()) {
      throw new CommandFailure(
          Failure.local(
              ExitCode.CONFLICT,
              folder + ": has already " + String.join(", ", present) + "; nothing was written",
              "Replace them: --force"));
    }
    for (Map.Entry<String, String> file : texts.entrySet()) {
      write(file.getKey(), file.getValue());
    }
  }

  private void write(String file, String text) {
    Path path = folder.resolve(file);
    try {
      Files.createDirectories(Objects.requireNonNullElse(path.getParent(), folder));
      // a new file rather than new content: a link leads to a file that is somebody else's
      Files.deleteIfExists(path);
      if (SECRETS.contains(file)) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(path, text, UTF_8);
    } catch (IOException e) {
      throw CommandFailure.usage(path + ": cannot be written: " + e.getMessage());
    }
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Scaffold.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
