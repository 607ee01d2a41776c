package dev.pipy.control.codebase;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import java.util.Collection;
import java.util.List;

/// Finds the script that a codebase starts with.
public final class MainScript {

  private static final String DEFAULT = "main.js";

  private MainScript() {}

  /// The script that was asked for, else `main.js`, else the only top-level `.js` file.
  ///
  /// @param files relative paths
  /// @param asked relative path; empty for no wish
  public static String choose(Collection<String> files, String asked) throws CodebaseException {
    if (!asked.isEmpty()) {
      if (files.contains(asked)) {
        return asked;
      }
      throw failure(
          DiagnosticId.FILE_MISSING,
          "the main script " + asked + " is not in the codebase",
          suggestion(topLevelScripts(files)));
    }
    if (files.contains(DEFAULT)) {
      return DEFAULT;
    }
    var scripts = topLevelScripts(files);
    if (scripts.size() == 1) {
      return scripts.getFirst();
    }
    throw failure(
        DiagnosticId.NO_MAIN,
        scripts.isEmpty()
            ? "no main.js and no other .js file at the top level"
            : "no main.js, and several other .js files at the top level",
        suggestion(scripts));
  }

  private static List<String> topLevelScripts(Collection<String> files) {
    return files.stream()
        .filter(path -> path.endsWith(".js") && path.indexOf('/') < 0)
        .sorted()
        .toList();
  }

  private static String suggestion(List<String> scripts) {
    return scripts.isEmpty()
        ? "add a main.js"
        : "name the script to start with: " + String.join(", ", scripts);
  }

  private static CodebaseException failure(DiagnosticId id, String message, String suggestion) {
    return new CodebaseException(
        List.of(
            new Diagnostic(Diagnostic.Severity.ERROR, id, message, null, 0, 0, "", suggestion)));
  }
}
