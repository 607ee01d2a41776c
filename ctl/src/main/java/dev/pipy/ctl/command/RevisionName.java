package dev.pipy.ctl.command;

import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.outcome.CommandFailure;
import org.jspecify.annotations.Nullable;

/// A revision as people write it: `proxy@r42`, or `proxy` for the active one.
///
/// @param revision 0 for the active one
record RevisionName(String program, long revision) {

  static RevisionName parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new RevisionName(ProgramName.checked(text), 0)
        : new RevisionName(
            ProgramName.checked(text.substring(0, at)),
            Revisions.parse("revision", text.substring(at + 1)));
  }

  /// One that must be named.
  static RevisionName parseExact(String text) {
    RevisionName name = parse(text);
    if (name.revision() == 0) {
      throw CommandFailure.usage(
          text + ": no revision (expected: PROGRAM@REV)", "See: pipyctl revisions list " + text);
    }
    return name;
  }

  /// The revision of a word such as `r42`; null if it is none, but a path.
  static @Nullable Long revisionOf(String word) {
    return word.matches("r?[1-9]\\d{0,17}") ? (Long) Revisions.parse("revision", word) : null;
  }
}
