package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeployRequest;
import dev.pipy.control.v1.DeployRequestOrBuilder;
import dev.pipy.control.v1.DeployResponse;
import dev.pipy.control.v1.DeployWithProgressRequest;
import dev.pipy.control.v1.DeployWithProgressResponse;
import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.Source;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.client.Findings;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.codebase.Provenance;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.outcome.Failure;
import dev.pipy.ctl.outcome.FailureReport;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/// One deploy: pack, send, and say what became of it.
final class Deployment {

  private final DeployCommand command;
  private final Session session;
  private final Output output;
  private final String requestId;
  private CodebaseFolder codebase = new CodebaseFolder(List.of());

  Deployment(DeployCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output();
    this.requestId = requestId(command);
  }

  private static String requestId(DeployCommand command) {
    try {
      return command.requestId == null
          ? UUID.randomUUID().toString()
          : UUID.fromString(command.requestId).toString();
    } catch (IllegalArgumentException expected) {
      throw CommandFailure.usage("--request-id: " + command.requestId + " (expected: a UUID)");
    }
  }

  ExitCode run() {
    DeployRequest.Builder request = request();
    try (ControlClient client = session.connect();
        Progress progress = new Progress(output);
        var _ = session.host().interrupts().onInterrupt(this::leftToFinish)) {
      DeployResponse response = send(client, request, progress);
      progress.ends();
      output.one(response, nameOf(response), () -> show(request.build(), response));
      return ExitCode.DONE;
    }
  }

  private DeployRequest.Builder request() {
    String program =
        command.program == null
            ? CodebasePlace.programName(command.folder)
            : ProgramName.checked(command.program);
    codebase = CodebasePlace.read(command.folder, session.host());
    DeployRequest.Builder request =
        DeployRequest.newBuilder()
            .setProgram(program)
            .setMain(command.main)
            .setMessage(command.message)
            .setRequestId(requestId)
            .setValidateOnly(command.dryRun)
            .putAllLabels(command.labels);
    if (command.expect != null) {
      boolean none = command.expect.equals("none");
      request.setExpectedRevision(none ? 0 : Revisions.parse("--expect", command.expect));
    }
    if (command.drainTimeout != null) {
      request.setDrainTimeout(ProtoTimes.of(command.drainTimeout));
    }
    Provenance provenance = CodebasePlace.provenance(command.folder, session.host());
    request.setAuthor(provenance.author());
    request.setSource(
        Source.newBuilder()
            .setGitCommit(provenance.gitCommit())
            .setGitBranch(provenance.gitBranch())
            .setDirty(provenance.dirty())
            .setCiUrl(provenance.ciUrl()));
    output.note(
        "Packed %s: %s, %s"
            .formatted(
                command.folder,
                Quantities.count(codebase.entries().size(), "file"),
                Quantities.bytes(codebase.totalBytes())));
    return request;
  }

  private DeployResponse send(
      ControlClient client, DeployRequest.Builder request, Progress progress) {
    try {
      Upload upload = new Upload(client, codebase, progress);
      upload.addTo(request::addFiles, request::addManifest);
      return upload.call(() -> deploy(client, request.build(), progress));
    } catch (CommandFailure failed) {
      throw new CommandFailure(explained(client, request, failed.failure()), failed);
    }
  }

  private static DeployResponse deploy(
      ControlClient client, DeployRequest request, Progress progress) {
    DeployWithProgressRequest wanted =
        DeployWithProgressRequest.newBuilder().setDeploy(request).build();
    return client.call(
        DeploymentServiceGrpc::newBlockingStub,
        stub -> {
          DeployResponse result = DeployResponse.getDefaultInstance();
          Iterator<DeployWithProgressResponse> events = stub.deployWithProgress(wanted);
          while (events.hasNext()) {
            DeployWithProgressResponse event = events.next();
            if (event.hasResult()) {
              result = event.getResult();
            } else {
              progress.phase(event.getProgress().getPhase());
            }
          }
          return result;
        });
  }

  private Failure explained(ControlClient client, DeployRequestOrBuilder request, Failure failure) {
    String program = request.getProgram();
    List<String> hints = new ArrayList<>();
    switch (failure.exit()) {
      case INVALID_CODEBASE, REFUSED, LIMIT, USAGE ->
          new Programs(client).serving(program, failure).ifPresent(hints::add);
      case CONFLICT -> {
        new Programs(client).serving(program, failure).ifPresent(hints::add);
        hints.add("See: pipyctl history " + program);
      }
      case TIMED_OUT ->
          hints.add(
              "The outcome is unknown. Ask again: same command with --request-id " + requestId);
      case DONE, DIFFERENT, NOT_FOUND, NOT_ALLOWED, UNREACHABLE, PARTLY_DONE, INTERRUPTED -> {}
    }
    String verb = request.getValidateOnly() ? " would be refused" : " was not deployed";
    Failure with = failure.withHintsFirst(hints);
    return switch (failure.exit()) {
      case INVALID_CODEBASE -> with.withMessage(program + verb);
      case REFUSED, CONFLICT, LIMIT -> with.withMessage(program + verb + ": " + failure.message());
      case DONE,
          DIFFERENT,
          USAGE,
          NOT_FOUND,
          NOT_ALLOWED,
          UNREACHABLE,
          PARTLY_DONE,
          TIMED_OUT,
          INTERRUPTED ->
          with;
    };
  }

  private void leftToFinish() {
    session
        .host()
        .err()
        .println(
            "\nInterrupted; the server finishes what it began. How it ended: same command with"
                + " --request-id "
                + requestId);
  }

  private void show(DeployRequest request, DeployResponse response) {
    FailureReport.findings(Findings.of(response.getDiagnosticsList()), output.style())
        .forEach(session.host().err()::println);
    String program = request.getProgram();
    String done = output.style().green("✓ ");
    if (request.getValidateOnly()) {
      output.line(done + program + " is valid; nothing was changed. " + Swap.active(response));
    } else if (response.getNoChange()) {
      output.line(done + nameOf(response) + " is active already; nothing was changed.");
      return;
    } else {
      output.line(done + Swap.of(response).sentence());
    }
    Swap.of(response).listenerLines().forEach(output::line);
    if (response.getPipelines() > 0) {
      output.line(
          "  "
              + Quantities.count(response.getPipelines(), "pipeline")
              + ", "
              + Quantities.count(response.getFilters(), "filter"));
    }
    if (!request.getValidateOnly()) {
      String undo =
          response.getPreviousRevision() == 0 ? "Stop: pipyctl stop " : "Undo: pipyctl rollback ";
      output.note("  " + undo + program + "      Watch: pipyctl logs -f -c " + program);
    }
  }

  private static String nameOf(DeployResponse response) {
    return response.getRevision().getProgram() + " r" + response.getRevision().getNumber();
  }
}
