package dev.pipy.ctl.command;

import dev.pipy.ctl.client.Security;
import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.Style;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Options that every command takes, before or after its name. Each can be set by an environment
/// variable as well: `PIPYCTL_TARGET` for `--target`, and so on.
final class GlobalOptions {

  @Option(
      names = {"-t", "--target"},
      paramLabel = "ADDR",
      split = ",",
      scope = ScopeType.INHERIT,
      description =
          "Server to talk to: host:port, unix:PATH, or a name of the configuration; may be given"
              + " several times. Default: that of the context, else 127.0.0.1:6060")
  String[] target = {};

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      scope = ScopeType.INHERIT,
      description = "Use this context. Default: see pipyctl config current-context")
  @Nullable String context;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "File with contexts. Default: ~/.config/pipy/config.yaml")
  @Nullable Path config;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: table")
  OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description = "How long one call may take. Default: 30s")
  Duration timeout = Duration.ofSeconds(30);

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "File with the token to show to the server. Default: $PIPYCTL_TOKEN, else the file that"
              + " a server of the same user wrote.")
  @Nullable Path tokenFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Authorities, in PEM, that the server's certificate must come from. Turns TLS on, which"
              + " servers on other machines have anyway.")
  @Nullable Path authorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificate, in PEM, to show to the server in place of a token.")
  @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Private key of that certificate, in PEM (PKCS#8).")
  @Nullable Path key;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Name that the server's certificate must have. Default: the host of --target")
  @Nullable String serverName;

  @Option(
      names = {"-y", "--yes"},
      scope = ScopeType.INHERIT,
      description = "Do not ask before a change.")
  boolean yes;

  @Option(names = "--no-input", scope = ScopeType.INHERIT, description = "Never ask; fail instead.")
  boolean noInput;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "${COMPLETION-CANDIDATES}. Default: auto")
  ColorChoice color = ColorChoice.AUTO;

  @Option(
      names = "--no-pager",
      scope = ScopeType.INHERIT,
      description = "Show long text as it comes, rather than by $PIPY_PAGER, $PAGER or less.")
  boolean noPager;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No progress and no hints.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the calls that are made; twice: traces of errors, too.")
  boolean[] verbose = {};

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  Style style(Host host) {
    return new Style(color.applies(host));
  }

  Security security() {
    return new Security(authorities, certificate, key, serverName);
  }

  /// The settings that hold for a whole shell, as the environment variables that say the same.
  Map<String, String> asVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PIPYCTL_TARGET", String.join(",", target));
    if (context != null) {
      variables.put("PIPYCTL_CONTEXT", context);
    }
    if (config != null) {
      variables.put("PIPYCTL_CONFIG", config.toString());
    }
    variables.put("PIPYCTL_OUTPUT", output.toString());
    variables.put("PIPYCTL_TIMEOUT", timeout.toMillis() + "ms");
    variables.put("PIPYCTL_COLOR", color.toString());
    variables.put("PIPYCTL_YES", String.valueOf(yes));
    variables.put("PIPYCTL_NO_INPUT", String.valueOf(noInput));
    variables.put("PIPYCTL_QUIET", String.valueOf(quiet));
    put(variables, "PIPYCTL_TOKEN_FILE", tokenFile);
    put(variables, "PIPYCTL_CACERT", authorities);
    put(variables, "PIPYCTL_CERT", certificate);
    put(variables, "PIPYCTL_KEY", key);
    put(variables, "PIPYCTL_SERVER_NAME", serverName);
    return variables;
  }

  private static void put(Map<String, String> variables, String name, @Nullable Object value) {
    if (value != null) {
      variables.put(name, value.toString());
    }
  }
}
