package dev.pipy.ctl.outcome;

import dev.pipy.ctl.output.JsonText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/// Findings in the Static Analysis Results Interchange Format (OASIS, version 2.1.0), which code
/// scanners and editors read.
public final class SarifLog {

  private SarifLog() {}

  /// The whole document.
  ///
  /// @param folder from the repository's root to the codebase
  public static String of(List<Finding> findings, Path folder) {
    JsonText json = new JsonText(true);
    json.open("");
    json.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.field("version", "2.1.0");
    json.openList("runs").open("");
    json.open("tool").open("driver");
    json.field("name", "pipyctl");
    json.openList("rules");
    findings.stream()
        .map(Finding::id)
        .distinct()
        .sorted()
        .forEach(id -> json.open("").field("id", id).close());
    json.closeList().close().close();
    json.field("columnKind", "utf16CodeUnits");
    json.openList("results");
    findings.forEach(finding -> add(json, finding, folder));
    json.closeList();
    return json.close().closeList().close().toString();
  }

  private static void add(JsonText json, Finding finding, Path folder) {
    String advice = finding.suggestion().isEmpty() ? "" : "\n" + finding.suggestion();
    json.open("").field("ruleId", finding.id());
    json.field("level", finding.error() ? "error" : "warning");
    json.open("message").field("text", finding.message() + advice).close();
    if (!finding.path().isEmpty()) {
      json.openList("locations").open("").open("physicalLocation");
      json.open("artifactLocation").field("uri", uri(finding.fileIn(folder))).close();
      if (finding.line() > 0) {
        json.open("region").field("startLine", finding.line());
        if (finding.column() > 0) {
          json.field("startColumn", finding.column());
        }
        json.close();
      }
      json.close().close().closeList();
    }
    json.close();
  }

  private static String uri(String file) {
    try {
      // a relative reference whose first segment has a colon would be taken for a scheme
      String path = file.startsWith("/") || !file.contains(":") ? file : "./" + file;
      return new URI(file.startsWith("/") ? "file" : null, null, path, null).toASCIIString();
    } catch (URISyntaxException unusual) {
      return file;
    }
  }
}
