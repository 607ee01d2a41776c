package dev.pipy.ctl.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The token to show to the server, and where it was looked for.
///
/// @param token empty when there is none
/// @param origin a place a person can look at
public record Credentials(String token, String origin) {

  /// Finds the token: the file that was named, else `PIPYCTL_TOKEN`, else the file that a server of
  /// the same user wrote at its start. That last one is shown to servers on this machine only.
  public static Credentials find(Host host, Target target, @Nullable Path tokenFile) {
    if (tokenFile != null) {
      return read(tokenFile);
    }
    String variable = host.variable("PIPYCTL_TOKEN").strip();
    if (!variable.isEmpty()) {
      return new Credentials(variable, "PIPYCTL_TOKEN");
    }
    if (target.isUnix() || !target.isLocal()) {
      return new Credentials("", "nowhere, as " + target + " has no token file of its own");
    }
    Path written = StateFolder.of(host).resolve("token-" + target.port());
    return Files.exists(written) ? read(written) : new Credentials("", written.toString());
  }

  private static Credentials read(Path file) {
    try {
      return new Credentials(Files.readString(file, UTF_8).strip(), file.toString());
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read the token file " + file, "See: --token-file");
    }
  }

  /// Does not show the token.
  @Override
  public String toString() {
    return "Credentials[" + origin + "]";
  }
}
