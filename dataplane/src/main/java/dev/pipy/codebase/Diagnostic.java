package dev.pipy.codebase;

import org.jspecify.annotations.Nullable;

/// One finding about a codebase.
///
/// @param severity how grave it is
/// @param id stable, such as "PIPY1203"; see [DiagnosticId]
/// @param message one sentence that names the thing at fault
/// @param path file inside the codebase, or null
/// @param line from 1; 0 when unknown
/// @param column from 1, in UTF-16 units; 0 when unknown
/// @param codeFrame the source line with a caret line under it; may be empty
/// @param suggestion what to do; may be empty
public record Diagnostic(
    Severity severity,
    DiagnosticId id,
    String message,
    @Nullable String path,
    int line,
    int column,
    String codeFrame,
    String suggestion) {

  /// How grave a finding is.
  public enum Severity {
    /// The codebase cannot run.
    ERROR,
    /// The codebase runs, but probably not as meant.
    WARNING
  }

  /// An error at a place, with the frame taken from the source.
  public static Diagnostic error(
      DiagnosticId id, String message, SourceLocation at, Codebase codebase) {
    return at(Severity.ERROR, id, message, at, codebase);
  }

  /// A warning at a place, with the frame taken from the source.
  public static Diagnostic warning(
      DiagnosticId id, String message, SourceLocation at, Codebase codebase) {
    return at(Severity.WARNING, id, message, at, codebase);
  }

  /// The same finding with advice.
  public Diagnostic suggesting(String advice) {
    return new Diagnostic(severity, id, message, path, line, column, codeFrame, advice);
  }

  /// The same finding, as grave as said.
  public Diagnostic as(Severity other) {
    return new Diagnostic(other, id, message, path, line, column, codeFrame, suggestion);
  }

  /// Whether it keeps the codebase from running.
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// "path:line:column", as far as known.
  public String place() {
    if (path == null) {
      return "";
    }
    return line == 0 ? path : path + ":" + line + (column == 0 ? "" : ":" + column);
  }

  private static Diagnostic at(
      Severity severity, DiagnosticId id, String message, SourceLocation at, Codebase codebase) {
    return new Diagnostic(
        severity, id, message, at.path(), at.line(), at.column(), at.frame(codebase), "");
  }
}
