package dev.pipy.control;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Findings for a person: what, where, the line, what to do.
final class DiagnosticText {

  private DiagnosticText() {}

  /// All findings of a codebase in a folder.
  ///
  /// @param folder as the user would write it, so that places can be opened; may be empty
  static String of(CodebaseException failure, String folder) {
    return of(failure.diagnostics(), folder);
  }

  /// Findings of a codebase in a folder.
  ///
  /// @param folder as the user would write it; may be empty
  static String of(List<Diagnostic> findings, String folder) {
    var texts = new ArrayList<String>();
    findings.forEach(finding -> texts.add(of(finding, folder)));
    return String.join("\n", texts);
  }

  private static String of(Diagnostic finding, String folder) {
    var lines = new ArrayList<String>();
    lines.add(
        finding.severity().name().toLowerCase(Locale.ROOT)
            + "["
            + finding.id().code()
            + "]: "
            + finding.message());
    var place = place(finding, folder);
    if (!place.isEmpty()) {
      lines.add("  " + place);
    }
    indent(finding.codeFrame(), lines);
    if (!finding.suggestion().isEmpty()) {
      lines.add("  help: " + finding.suggestion());
    }
    return String.join("\n", lines);
  }

  private static String place(Diagnostic finding, String folder) {
    if (folder.isEmpty() && !finding.place().isEmpty()) {
      return finding.place().substring(1);
    }
    return folder + finding.place();
  }

  private static void indent(String text, List<String> lines) {
    if (!text.isEmpty()) {
      text.lines().forEach(line -> lines.add("  " + line));
    }
  }
}
