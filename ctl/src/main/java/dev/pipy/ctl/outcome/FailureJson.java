package dev.pipy.ctl.outcome;

import dev.pipy.ctl.output.JsonText;
import dev.pipy.ctl.output.OutputFormat;
import java.util.TreeMap;

/// A failure as a JSON object: `{"error": {"code", "reason", "message", ...}}`.
final class FailureJson {

  private FailureJson() {}

  static String of(Failure failure, OutputFormat format) {
    JsonText json = new JsonText(format == OutputFormat.JSON);
    json.open("").open("error");
    json.field("code", failure.code());
    json.field("reason", failure.reason());
    json.field("message", failure.message());
    json.field("exitCode", failure.exit().number());
    json.open("metadata");
    new TreeMap<>(failure.metadata()).forEach(json::field);
    json.close();
    json.openList("diagnostics");
    failure.findings().forEach(finding -> add(json, finding));
    json.closeList();
    json.field("hints", failure.hints());
    return json.close().close().toString();
  }

  /// With the names the API uses for them.
  private static void add(JsonText json, Finding finding) {
    json.open("")
        .field("severity", finding.error() ? "SEVERITY_ERROR" : "SEVERITY_WARNING")
        .field("id", finding.id())
        .field("message", finding.message())
        .field("path", finding.path())
        .field("line", finding.line())
        .field("column", finding.column())
        .field("codeFrame", finding.codeFrame())
        .field("suggestion", finding.suggestion())
        .close();
  }
}
