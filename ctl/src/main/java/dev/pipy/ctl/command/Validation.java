package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.ValidateRequest;
import dev.pipy.control.v1.ValidateResponse;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.Findings;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.outcome.Finding;
import dev.pipy.ctl.outcome.GithubAnnotations;
import dev.pipy.ctl.outcome.SarifLog;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.OutputFormat.Purpose;
import dev.pipy.ctl.output.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One validation: send the codebase, and show what was found.
final class Validation {

  private final ValidateCommand command;
  private final Session session;
  private final Output output;

  Validation(ValidateCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output(Purpose.FINDINGS);
  }

  ExitCode run() {
    ValidateResponse response = ask(CodebaseFolder.scan(command.folder));
    List<Finding> findings = Findings.of(response.getDiagnosticsList());
    switch (session.format()) {
      case SARIF -> output.line(SarifLog.of(findings, fromHere()));
      case GITHUB -> {
        GithubAnnotations.of(findings, fromHere()).forEach(output::line);
        output.note(summary(response, findings));
      }
      case TABLE, WIDE, JSON, JSONL, YAML, NAME, DOT, MERMAID, HAR ->
          output.one(
              response,
              response.getValid() ? "valid" : "invalid",
              () -> {
                FailureReport.findings(findings, output.style()).forEach(output::line);
                output.line(summary(response, findings));
              });
    }
    return response.getValid() ? ExitCode.DONE : ExitCode.INVALID_CODEBASE;
  }

  private ValidateRequest.Builder request() {
    String program =
        command.program == null
            ? ProgramName.of(command.folder)
            : ProgramName.checked(command.program);
    return ValidateRequest.newBuilder()
        .setProgram(program)
        .setMain(command.main)
        .setStrict(command.strict);
  }

  private ValidateResponse ask(CodebaseFolder folder) {
    ValidateRequest.Builder request = request();
    try (ControlClient client = session.connect();
        Progress progress = new Progress(output)) {
      Upload upload = new Upload(client, folder, progress);
      upload.addTo(request::addFiles, request::addManifest);
      progress.begins("Validating");
      return upload.call(() ->
          client.call(
              DeploymentServiceGrpc::newBlockingStub, stub -> stub.validate(request.build())));
    } catch (CommandFailure failed) {
      if (failed.failure().exit() != ExitCode.UNREACHABLE) {
        throw failed;
      }
      throw new CommandFailure(
          failed
              .failure()
              .withHintsFirst(List.of("Without a server: pipy --verify " + command.folder)),
          failed);
    }
  }

  private String summary(ValidateResponse response, List<Finding> findings) {
    String mark = response.getValid() ? output.style().green("✓ ") : output.style().red("✗ ");
    long errors = findings.stream().filter(Finding::error).count();
    String counts =
        findings.isEmpty()
            ? "nothing to complain about"
            : Quantities.count(errors, "error")
                + ", "
                + Quantities.count(findings.size() - errors, "warning");
    String more = findings.isEmpty() ? "" : "   More: pipyctl explain " + findings.getFirst().id();
    return "%s%s in %s (%d ms).%s"
        .formatted(
            mark,
            counts,
            Quantities.count(response.getFileCount(), "file"),
            ProtoTimes.of(response.getDuration()).toMillis(),
            more);
  }

  /// The way from the working directory to the folder, as tools that look at a whole repository
  /// want places.
  private Path fromHere() {
    Path here = Path.of("").toAbsolutePath();
    Path given = command.folder.toAbsolutePath().normalize();
    Path folder = Files.isDirectory(given) || given.getParent() == null ? given : given.getParent();
    return folder.startsWith(here) ? here.relativize(folder) : folder;
  }
}
