package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.script.CallPlaces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Collects what is found about one codebase, so that one load reports it all. The same finding
/// about the same place counts once. Confined to the thread that loads.
final class Findings {

  /// Most findings kept; what comes after is dropped.
  private static final int LIMIT = 200;

  private final Codebase codebase;
  private final LinkedHashSet<Diagnostic> found = new LinkedHashSet<>();
  private final Map<String, CallPlaces> places = new HashMap<>();

  Findings(Codebase codebase) {
    this.codebase = codebase;
  }

  void error(DiagnosticId id, SourceLocation at, String message) {
    error(id, at, message, "");
  }

  void error(DiagnosticId id, SourceLocation at, String message, String suggestion) {
    add(Diagnostic.error(id, message, at, codebase).suggesting(suggestion));
  }

  /// An error or a warning about an option of a call.
  ///
  /// @param call place of the method's name
  void option(
      Diagnostic.Severity severity,
      DiagnosticId id,
      SourceLocation call,
      String option,
      String message,
      String suggestion) {
    var at = places(call.path()).option(call, option);
    add(Diagnostic.error(id, message, at, codebase).as(severity).suggesting(suggestion));
  }

  private CallPlaces places(String path) {
    return places.computeIfAbsent(
        path,
        _ -> {
          var content = codebase.read(path);
          return CallPlaces.of(
              path, content == null ? "" : new String(content, StandardCharsets.UTF_8));
        });
  }

  void warning(DiagnosticId id, SourceLocation at, String message, String suggestion) {
    add(Diagnostic.warning(id, message, at, codebase).suggesting(suggestion));
  }

  void addAll(Collection<Diagnostic> diagnostics) {
    diagnostics.forEach(this::add);
  }

  void add(Diagnostic diagnostic) {
    if (found.size() < LIMIT) {
      found.add(
          diagnostic.suggestion().isEmpty()
              ? diagnostic.suggesting(diagnostic.id().remedy())
              : diagnostic);
    }
  }

  boolean hasErrors() {
    return found.stream().anyMatch(Diagnostic::isError);
  }

  List<Diagnostic> all() {
    return new ArrayList<>(found);
  }
}
