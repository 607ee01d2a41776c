package dev.pipy.control;

import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.program.Activation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// `pipy --verify`: says everything that is found about a codebase, and runs nothing.
///
/// @param isStrict whether warnings count as errors
record Verification(Console console, HostFactory hosts, ServerOptions options, boolean isStrict) {

  /// Prints the findings and a summary. Throws StartException if there is nothing to look at.
  ExitCode run() throws StartException {
    var codebase = new LocalCodebase(Objects.requireNonNull(options.codebase()));
    var validation = find(codebase);
    var findings =
        validation.findings().stream()
            .map(finding -> isStrict ? finding.as(Diagnostic.Severity.ERROR) : finding)
            .toList();
    if (!findings.isEmpty()) {
      console.out().println(DiagnosticText.of(findings, codebase.folderText()));
    }
    boolean isValid = findings.stream().noneMatch(Diagnostic::isError);
    console.out().println(summary(findings, isValid, validation));
    return isValid ? ExitCode.OK : ExitCode.CODEBASE;
  }

  private Activation.Validation find(LocalCodebase codebase) throws StartException {
    var defaults = DataPlaneOptions.DEFAULT.withWorkers(options.threads());
    try (var host = hosts.start(defaults, _ -> {})) {
      return host.validate(codebase.activation(options.drainLimit()));
    } catch (CodebaseException noMain) {
      return new Activation.Validation(noMain.diagnostics(), 0, Duration.ZERO);
    }
  }

  private String summary(
      List<Diagnostic> findings, boolean isValid, Activation.Validation validation) {
    long errors = findings.stream().filter(Diagnostic::isError).count();
    var counts = count(errors, "error") + ", " + count(findings.size() - errors, "warning");
    return "%s %s: %s in %s (%d ms)%s"
        .formatted(
            isValid ? "✓" : "✗",
            options.codebase(),
            findings.isEmpty() ? "nothing to complain about" : counts,
            count(validation.files(), "file"),
            validation.duration().toMillis(),
            findings.isEmpty()
                ? ""
                : "   more: pipyctl explain " + findings.getFirst().id().code());
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
