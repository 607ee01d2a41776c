package dev.pipy.ctl.completion;

/// A word that could be meant.
///
/// @param description may be empty
/// @param partial whether more of the same word follows, as after a folder
public record Candidate(String value, String description, boolean partial) {

  static Candidate of(String value, String description) {
    return new Candidate(value, description, false);
  }
}
