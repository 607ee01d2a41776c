package dev.pipy.codebase;

/// The stable identifiers of findings, which documents and tools refer to. `docs/diagnostics.md`
/// explains each: what `pipyctl explain` prints.
public enum DiagnosticId {
  /// The text of a file is not JavaScript.
  SYNTAX_ERROR("PIPY1001", "look at this place, and at what stands before it"),
  /// A name is used that nothing declares.
  UNDECLARED_NAME(
      "PIPY1002", "declare it: const in the script, or a variable in pipy({ ... }) or .import()"),
  /// A script failed while it was loaded.
  SCRIPT_FAILED("PIPY1003", "the script ran as far as this; it must load without an exception"),
  /// A script's value is not what `pipy()` returned.
  NOT_A_CONFIGURATION("PIPY1004", "end the script with the pipy() chain"),
  /// A file that is asked for is not in the codebase.
  FILE_MISSING(
      "PIPY1005", "paths begin at the codebase's folder; add the file or correct its name"),
  /// The names of context variables cannot be read off the script's text.
  VARIABLES_NOT_LITERAL(
      "PIPY1006", "write the names of context variables out, such as pipy({ _name: value })"),
  /// The codebase has no script to start with, or several and none was named.
  NO_MAIN("PIPY1007", "add a main.js, or name the script to start with"),
  /// A JSON or YAML file that cannot be read as such.
  MALFORMED_DATA("PIPY1008", "look at this place, and at what stands before it"),
  /// A method that no filter has.
  UNKNOWN_FILTER("PIPY1101", "see: pipyctl filters"),
  /// An argument or option of the wrong type, or missing.
  WRONG_ARGUMENT("PIPY1102", "see: pipyctl filters"),
  /// An option that the filter does not have.
  UNKNOWN_OPTION("PIPY1103", "see: pipyctl filters"),
  /// A filter before any pipeline, or `.to()` out of place.
  MISPLACED_CALL("PIPY1104", "filters follow .listen(), .task() or .pipeline()"),
  /// A pipeline name that is not defined.
  PIPELINE_NOT_FOUND("PIPY1201", "add a .pipeline() of that name to the same file"),
  /// Two pipelines of one name, or two listeners on one port.
  DEFINED_TWICE("PIPY1202", "remove one of them, or give it another name or port"),
  /// A pipeline that contains itself.
  RECURSIVE_PIPELINE("PIPY1203", "lead to another pipeline: one that contains itself has no end"),
  /// A pipeline that nothing refers to.
  UNUSED_PIPELINE("PIPY1204", "link it from a pipeline that is reached, or remove it"),
  /// Nothing listens and no task runs.
  NO_ROOT_PIPELINE("PIPY1205", "add .listen(port) or .task()"),
  /// Exports and imports that do not match.
  EXPORT_MISMATCH(
      "PIPY1301", "export each name once, with a namespace, and import it by the same two"),
  /// A certificate that is not valid now.
  CERTIFICATE_EXPIRED("PIPY1401", "put a certificate into the codebase that is valid now"),
  /// A certificate that will not be valid for long.
  CERTIFICATE_EXPIRES_SOON("PIPY1402", "have it renewed, and deploy the new one"),
  /// A private key that does not belong to its certificate.
  KEY_MISMATCH("PIPY1403", "use the key that the certificate was requested with"),
  /// A port that cannot be listened on.
  CANNOT_LISTEN("PIPY3001", "choose another port, or stop who uses it");

  private final String code;
  private final String remedy;

  DiagnosticId(String code, String remedy) {
    this.code = code;
    this.remedy = remedy;
  }

  /// Such as "PIPY1001".
  public String code() {
    return code;
  }

  /// What to do where nothing more is known than the id.
  public String remedy() {
    return remedy;
  }
}
