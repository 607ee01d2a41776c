package dev.pipy.control.service;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.control.codebase.MainScript;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.store.StoreException;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.control.v1.ValidateResponse;
import dev.pipy.program.Activation;
import java.time.Duration;
import java.util.List;

/// What Validate does. Requests come checked.
final class Validations {

  /// What a codebase is called that has no program; no program can have this name.
  private static final String UNNAMED = "(validation)";

  private static final int MOST_FINDINGS = 200;

  private final ProgramHost host;
  private final ServerFacts facts;
  private final CodebaseContents contents;

  Validations(ProgramHost host, ServerFacts facts, CodebaseContents contents) {
    this.host = host;
    this.facts = facts;
    this.contents = contents;
  }

  /// Everything that is found; what is wrong with a codebase is no failure.
  ValidateResponse validate(ValidateRequest request) throws StoreException {
    var validation = find(request);
    var findings =
        validation.findings().stream()
            .limit(MOST_FINDINGS)
            .map(finding -> request.getStrict() ? finding.as(Diagnostic.Severity.ERROR) : finding)
            .toList();
    return ValidateResponse.newBuilder()
        .setValid(findings.stream().noneMatch(Diagnostic::isError))
        .addAllDiagnostics(findings.stream().map(DiagnosticMessages::of).toList())
        .setFileCount(validation.files())
        .setDuration(Messages.of(validation.duration()))
        .build();
  }

  private Activation.Validation find(ValidateRequest request) throws StoreException {
    var files = contents.of(RequestChecks.codebase(request));
    try {
      var main = MainScript.choose(files.keySet(), request.getMain());
      var program = request.getProgram().isEmpty() ? UNNAMED : request.getProgram();
      return host.validate(
          new Activation(program, 0, new FileMapCodebase(files), "/" + main, facts.drainLimit()));
    } catch (CodebaseException noMain) {
      return new Activation.Validation(
          List.copyOf(noMain.diagnostics()), files.size(), Duration.ZERO);
    }
  }
}
