package dev.pipy.codebase;

import java.util.List;
import java.util.stream.Collectors;

/// A codebase cannot run. Carries all findings.
public final class CodebaseException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> diagnostics;

  /// At least one finding is an error.
  public CodebaseException(List<Diagnostic> diagnostics) {
    super(
        diagnostics.stream()
            .map(finding -> (finding.place() + " " + finding.message()).strip())
            .collect(Collectors.joining("; ")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /// All findings, errors and warnings.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
