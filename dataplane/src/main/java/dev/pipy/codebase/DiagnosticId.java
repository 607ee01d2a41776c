package dev.pipy.codebase;

/// The stable identifiers of findings, which documents and tools refer to.
public enum DiagnosticId {
  /// The text of a file is not JavaScript.
  SYNTAX_ERROR("PIPY1001"),
  /// A name is used that nothing declares.
  UNDECLARED_NAME("PIPY1002"),
  /// A script failed while it was loaded.
  SCRIPT_FAILED("PIPY1003"),
  /// A script's value is not what `pipy()` returned.
  NOT_A_CONFIGURATION("PIPY1004"),
  /// A file that is asked for is not in the codebase.
  FILE_MISSING("PIPY1005"),
  /// The names of context variables cannot be read off the script's text.
  VARIABLES_NOT_LITERAL("PIPY1006"),
  /// The codebase has no script to start with, or several and none was named.
  NO_MAIN("PIPY1007"),
  /// A method that no filter has.
  UNKNOWN_FILTER("PIPY1101"),
  /// An argument or option of the wrong type, or missing.
  WRONG_ARGUMENT("PIPY1102"),
  /// An option that the filter does not have.
  UNKNOWN_OPTION("PIPY1103"),
  /// A filter before any pipeline, or `.to()` out of place.
  MISPLACED_CALL("PIPY1104"),
  /// A pipeline name that is not defined.
  PIPELINE_NOT_FOUND("PIPY1201"),
  /// Two pipelines of one name, or two listeners on one port.
  DEFINED_TWICE("PIPY1202"),
  /// A pipeline that contains itself.
  RECURSIVE_PIPELINE("PIPY1203"),
  /// A pipeline that nothing refers to.
  UNUSED_PIPELINE("PIPY1204"),
  /// Nothing listens and no task runs.
  NO_ROOT_PIPELINE("PIPY1205"),
  /// Exports and imports that do not match.
  EXPORT_MISMATCH("PIPY1301"),
  /// A port that cannot be listened on.
  CANNOT_LISTEN("PIPY3001");

  private final String code;

  DiagnosticId(String code) {
    this.code = code;
  }

  /// Such as "PIPY1001".
  public String code() {
    return code;
  }
}
