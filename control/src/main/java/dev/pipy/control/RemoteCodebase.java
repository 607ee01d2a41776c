package dev.pipy.control;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.remote.RemoteFiles;
import dev.pipy.control.store.ProgramName;
import dev.pipy.program.Activation;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;

/// The codebase that a URL names: a script, or a folder if it ends with `/`.
final class RemoteCodebase implements StartCodebase {

  private final RemoteFiles files;
  private Map<String, byte[]> current = Map.of();
  private long loads;

  /// Throws StartException if it is no URL that can be fetched.
  RemoteCodebase(String given) throws StartException {
    try {
      var location = new URI(given);
      if (location.getHost() == null) {
        throw new URISyntaxException(given, "no host");
      }
      files = new RemoteFiles(location);
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new StartException(
          ExitCode.USAGE,
          Urls.shown(given) + " (expected: a URL such as http://repo.example/proxy/)");
    }
  }

  /// Where it comes from.
  RemoteFiles files() {
    return files;
  }

  /// What runs from now on, when it is asked for.
  void use(Map<String, byte[]> fetched) {
    current = fetched;
  }

  @Override
  public String program() {
    var name = files.name();
    if (name.equals("main.js")) {
      name = parentName();
    }
    return ProgramName.like(name.replaceFirst("\\.js$", ""));
  }

  private String parentName() {
    var names = files.names();
    return names.size() > 1 ? names.get(names.size() - 2) : files.location().getHost();
  }

  @Override
  public String folderText() {
    return files.location().resolve(".").toString().replaceFirst("/$", "");
  }

  @Override
  public Activation activation(Duration drainLimit) throws CodebaseException {
    var main =
        files.isFolder()
            ? MainScript.choose(current.keySet(), "")
            : current.keySet().iterator().next();
    return new Activation(program(), ++loads, new FileMapCodebase(current), "/" + main, drainLimit);
  }
}
