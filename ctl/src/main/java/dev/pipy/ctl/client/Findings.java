package dev.pipy.ctl.client;

import dev.pipy.control.v1.Diagnostic;
import dev.pipy.control.v1.Severity;
import dev.pipy.ctl.outcome.Finding;
import java.util.List;

/// Findings as they come from the server.
public final class Findings {

  private Findings() {}

  /// What is not a warning counts as an error.
  public static List<Finding> of(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .map(diagnostic ->
            new Finding(
                diagnostic.getSeverity() != Severity.SEVERITY_WARNING,
                diagnostic.getId(),
                diagnostic.getMessage(),
                diagnostic.getPath(),
                diagnostic.getLine(),
                diagnostic.getColumn(),
                diagnostic.getCodeFrame(),
                diagnostic.getSuggestion()))
        .toList();
  }
}
