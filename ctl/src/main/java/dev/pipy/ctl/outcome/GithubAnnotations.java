package dev.pipy.ctl.outcome;

import java.nio.file.Path;
import java.util.List;

/// Findings as workflow commands, which GitHub shows beside the lines of a pull request.
public final class GithubAnnotations {

  private GithubAnnotations() {}

  /// A line for each finding.
  ///
  /// @param folder from the repository's root to the codebase
  public static List<String> of(List<Finding> findings, Path folder) {
    return findings.stream().map(finding -> line(finding, folder)).toList();
  }

  private static String line(Finding finding, Path folder) {
    StringBuilder line = new StringBuilder(finding.error() ? "::error " : "::warning ");
    if (!finding.path().isEmpty()) {
      line.append("file=").append(property(finding.fileIn(folder))).append(',');
      if (finding.line() > 0) {
        line.append("line=").append(finding.line()).append(',');
      }
      if (finding.column() > 0) {
        line.append("col=").append(finding.column()).append(',');
      }
    }
    line.append("title=")
        .append(property(finding.id()))
        .append("::")
        .append(data(finding.message()));
    if (!finding.suggestion().isEmpty()) {
      line.append("%0A").append(data(finding.suggestion()));
    }
    return line.toString();
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
