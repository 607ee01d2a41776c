package dev.pipy.ctl.context;

import java.util.List;
import java.util.Map;

/// Servers that are used together, under a name. Texts that are not set are empty.
///
/// @param targets addresses, or names of the file's targets
/// @param tokenFile file with the token to show
/// @param caCert file with the certificates of those who may vouch for the servers
/// @param cert file with the certificate to show
/// @param key file with its private key
/// @param serverName name that the servers' certificates must be for
/// @param isProtected whether changes are to be agreed to, each time
/// @param program what commands are about that name no program
public record Context(
    String name,
    List<String> targets,
    String tokenFile,
    String caCert,
    String cert,
    String key,
    String serverName,
    boolean isProtected,
    String program) {

  public Context {
    targets = List.copyOf(targets);
  }

  /// The same with other targets.
  public Context withTargets(List<String> others) {
    return new Context(
        name, others, tokenFile, caCert, cert, key, serverName, isProtected, program);
  }

  /// The same with fields changed, which are named as in the file: `token-file`, `protected`. Fails
  /// with a usage error for names and values that the file could not have.
  public Context with(Map<String, String> changes) {
    return ContextYaml.changed(this, changes);
  }

  /// How commands show who they are, in words.
  public String authentication() {
    if (!cert.isEmpty()) {
      return "certificate " + cert;
    }
    return tokenFile.isEmpty() ? "usual token" : "token in " + tokenFile;
  }

  /// A context with nothing set.
  public static Context named(String name) {
    return new Context(name, List.of(), "", "", "", "", "", false, "");
  }
}
