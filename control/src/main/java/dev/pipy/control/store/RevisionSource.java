package dev.pipy.control.store;

/// Where a codebase came from, as far as known.
///
/// @param gitCommit may be empty
/// @param gitBranch may be empty
/// @param isDirty the working tree had uncommitted changes
/// @param ciUrl page of the CI run; may be empty
public record RevisionSource(String gitCommit, String gitBranch, boolean isDirty, String ciUrl) {

  /// Nothing known.
  public static final RevisionSource UNKNOWN = new RevisionSource("", "", false, "");
}
