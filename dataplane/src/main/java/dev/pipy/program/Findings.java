package dev.pipy.program;

import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// Collects what is found about one codebase, so that one load reports it all. The same finding
/// about the same place counts once.
final class Findings {

  /// Most findings kept; what comes after is dropped.
  private static final int LIMIT = 200;

  private final Codebase codebase;
  private final LinkedHashSet<Diagnostic> found = new LinkedHashSet<>();

  Findings(Codebase codebase) {
    this.codebase = codebase;
  }

  void error(DiagnosticId id, SourceLocation at, String message) {
    error(id, at, message, "");
  }

  void error(DiagnosticId id, SourceLocation at, String message, String suggestion) {
    add(Diagnostic.error(id, message, at, codebase).suggesting(suggestion));
  }

  void warning(DiagnosticId id, SourceLocation at, String message, String suggestion) {
    add(Diagnostic.warning(id, message, at, codebase).suggesting(suggestion));
  }

  void addAll(Collection<Diagnostic> diagnostics) {
    diagnostics.forEach(this::add);
  }

  private void add(Diagnostic diagnostic) {
    if (found.size() < LIMIT) {
      found.add(diagnostic);
    }
  }

  boolean hasErrors() {
    return found.stream().anyMatch(one -> one.severity() == Diagnostic.Severity.ERROR);
  }

  List<Diagnostic> all() {
    return new ArrayList<>(found);
  }
}
