package dev.pipy.control;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.DirectoryCodebase;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.store.ProgramName;
import dev.pipy.program.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/// The codebase that the command line names: a script and its folder, or a folder.
final class LocalCodebase implements StartCodebase {

  private final Path given;
  private final boolean isScript;
  private final Path folder;
  private long loads;

  /// Throws StartException if nothing is there.
  LocalCodebase(String given) throws StartException {
    this(path(given));
  }

  private static Path path(String given) throws StartException {
    try {
      return Path.of(given);
    } catch (InvalidPathException invalid) {
      throw new StartException(ExitCode.USAGE, "not a path: " + given);
    }
  }

  /// Throws StartException if nothing is there.
  LocalCodebase(Path given) throws StartException {
    this.given = given;
    this.isScript = Files.isRegularFile(given);
    if (!isScript && !Files.isDirectory(given)) {
      throw new StartException(ExitCode.USAGE, "file or directory does not exist: " + given);
    }
    var absolute = given.toAbsolutePath().normalize();
    var parent = absolute.getParent();
    this.folder = isScript && parent != null ? parent : absolute;
  }

  /// Of the folder, or of a script with a name of its own.
  @Override
  public String program() {
    var name = String.valueOf(folder.getFileName());
    var script = given.getFileName();
    if (isScript && script != null && !script.toString().equals("main.js")) {
      name = script.toString().replaceFirst("\\.js$", "");
    }
    return ProgramName.like(name);
  }

  /// The folder as it was given, for messages.
  @Override
  public String folderText() {
    var parent = given.getParent();
    if (isScript) {
      return parent == null ? "" : parent.toString();
    }
    return given.toString();
  }

  /// Its files.
  Codebase files() throws CodebaseException {
    return new DirectoryCodebase(folder);
  }

  @Override
  public Activation activation(Duration drainLimit) throws CodebaseException, StartException {
    return new Activation(program(), ++loads, files(), "/" + main(), drainLimit);
  }

  private String main() throws CodebaseException, StartException {
    if (isScript) {
      return String.valueOf(given.getFileName());
    }
    var scripts = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder, "*.js")) {
      files.forEach(file -> scripts.add(String.valueOf(file.getFileName())));
    } catch (IOException failure) {
      throw new StartException(ExitCode.FAILED, given + ": cannot be read (" + failure + ")");
    }
    return MainScript.choose(scripts, "");
  }
}
