package dev.pipy.ctl.outcome;

import dev.pipy.ctl.output.OutputFormat;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Style;
import java.io.PrintStream;
import java.util.List;

/// Shows a failure: the findings, what went wrong, what still runs, and what to do.
public final class FailureReport {

  private FailureReport() {}

  /// Text goes to `err`; JSON is a result and goes to `out`.
  public static void print(
      Failure failure, OutputFormat format, Style style, PrintStream out, PrintStream err) {
    if (failure.exit() == ExitCode.INTERRUPTED) {
      return;
    }
    if (format.isJson()) {
      out.println(FailureJson.of(failure, format));
      return;
    }
    findings(failure.findings(), style).forEach(err::println);
    err.println(style.red("✗ ") + failure.message() + tally(failure.findings()));
    failure.hints().forEach(hint -> err.println("  " + hint));
  }

  /// The lines that show findings, as compilers show them.
  public static List<String> findings(List<Finding> findings, Style style) {
    return findings.stream().flatMap(finding -> lines(finding, style).stream()).toList();
  }

  private static List<String> lines(Finding finding, Style style) {
    String kind = (finding.error() ? "error" : "warning") + "[" + finding.id() + "]";
    StringBuilder text = new StringBuilder();
    text.append(finding.error() ? style.red(kind) : style.yellow(kind));
    text.append(": ").append(finding.message());
    if (!finding.place().isEmpty()) {
      text.append("\n  ").append(finding.place());
    }
    finding.codeFrame().stripTrailing().lines().forEach(line -> text.append("\n    ").append(line));
    if (!finding.suggestion().isEmpty()) {
      text.append("\n  help: ").append(finding.suggestion());
    }
    return text.toString().lines().toList();
  }

  private static String tally(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "";
    }
    long errors = findings.stream().filter(Finding::error).count();
    long warnings = findings.size() - errors;
    String text = ": " + Quantities.count(errors, "error");
    return warnings == 0 ? text : text + ", " + Quantities.count(warnings, "warning");
  }
}
