package dev.pipy.control.service;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.control.v1.Diagnostics;
import dev.pipy.control.v1.Severity;
import java.util.List;

/// Findings as messages.
final class DiagnosticMessages {

  private static final int LIMIT = 200;

  /// A trailer has to carry them, in base64, and Java clients take 8 KiB by default.
  private static final int BYTES = 3500;

  private static final int LONGEST = 400;

  private DiagnosticMessages() {}

  /// As many as fit into the status of a failed call, the first ones.
  static Diagnostics of(List<Diagnostic> findings) {
    var messages = Diagnostics.newBuilder();
    int bytes = 0;
    for (var finding : findings.subList(0, Math.min(findings.size(), LIMIT))) {
      var message = of(finding);
      bytes += message.getSerializedSize();
      if (bytes > BYTES && messages.getItemsCount() > 0) {
        break;
      }
      messages.addItems(message);
    }
    return messages.build();
  }

  static dev.pipy.control.v1.Diagnostic of(Diagnostic finding) {
    return dev.pipy.control.v1.Diagnostic.newBuilder()
        .setSeverity(
            switch (finding.severity()) {
              case ERROR -> Severity.SEVERITY_ERROR;
              case WARNING -> Severity.SEVERITY_WARNING;
            })
        .setId(finding.id().code())
        .setMessage(shortened(finding.message()))
        .setPath(finding.path() == null ? "" : finding.path())
        .setLine(finding.line())
        .setColumn(finding.column())
        .setCodeFrame(finding.codeFrame())
        .setSuggestion(shortened(finding.suggestion()))
        .build();
  }

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
