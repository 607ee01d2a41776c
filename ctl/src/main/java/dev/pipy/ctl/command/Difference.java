package dev.pipy.ctl.command;

import dev.pipy.control.v1.Codebase;
import dev.pipy.control.v1.DiffRevisionsRequest;
import dev.pipy.control.v1.DiffRevisionsResponse;
import dev.pipy.control.v1.FileDiff;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.codebase.CodebaseFolder;
import dev.pipy.ctl.codebase.ProgramName;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.outcome.ExitCode;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import java.nio.file.Path;

/// Compares codebases on the server, and shows what it found.
final class Difference {

  private final DiffCommand command;
  private final Session session;
  private final Output output;
  private final String first;
  private final long second;

  Difference(DiffCommand command, Session session) {
    this.command = command;
    this.session = session;
    this.output = session.output();
    this.first = command.what.getFirst();
    this.second =
        command.what.size() == 1 ? 0 : Revisions.parse("second argument", command.what.get(1));
  }

  ExitCode run() {
    Long revision = RevisionName.revisionOf(first);
    DiffRevisionsRequest.Builder request =
        DiffRevisionsRequest.newBuilder()
            .setSummaryOnly(command.stat || command.graph)
            .setGraph(command.graph);
    CodebaseFolder folder = null;
    if (revision != null) {
      if (command.program == null) {
        throw CommandFailure.usage(first + ": a revision of which program?", "Say so: -c PROGRAM");
      }
      request
          .setProgram(ProgramName.checked(command.program))
          .setFrom(revision)
          .setRevision(second);
    } else {
      Path place = Path.of(first);
      folder = CodebasePlace.read(place, session.host());
      request
          .setProgram(
              command.program == null
                  ? CodebasePlace.programName(place)
                  : ProgramName.checked(command.program))
          .setFrom(second);
    }
    try (ControlClient client = session.connect()) {
      DiffRevisionsResponse response =
          folder == null ? ask(client, request) : compare(client, request, folder);
      output.list(
          response, response.getFilesList(), FileDiff::getPath, () -> show(request, response));
      return command.exitCode && response.getFilesCount() > 0 ? ExitCode.DIFFERENT : ExitCode.DONE;
    }
  }

  private DiffRevisionsResponse compare(
      ControlClient client, DiffRevisionsRequest.Builder request, CodebaseFolder folder) {
    try (Progress progress = new Progress(output)) {
      Upload upload = new Upload(client, folder, progress);
      Codebase.Builder codebase = Codebase.newBuilder();
      upload.addTo(codebase::addFiles, codebase::addManifest);
      request.setCodebase(codebase);
      progress.begins("Comparing");
      return upload.call(() -> ask(client, request));
    }
  }

  private static DiffRevisionsResponse ask(
      ControlClient client, DiffRevisionsRequest.Builder request) {
    return client.call(
        RevisionServiceGrpc::newBlockingStub, stub -> stub.diffRevisions(request.build()));
  }

  private void show(DiffRevisionsRequest.Builder request, DiffRevisionsResponse response) {
    String before = Revisions.name(response.getFromRevision());
    String after = response.getToRevision() == 0 ? first : Revisions.name(response.getToRevision());
    output.note(request.getProgram() + ": " + before + " → " + after);
    for (FileDiff file : response.getFilesList()) {
      if (command.stat || command.graph) {
        output.line(statistics(file));
      } else {
        new FileDiffText(file, before, after, output).print();
      }
    }
    response.getGraphChangesList().forEach(output::line);
    if (!response.getGraphProblem().isEmpty()) {
      output.warn("The graphs cannot be compared: " + response.getGraphProblem());
    }
    if (response.getFilesCount() == 0) {
      output.note("No difference.");
      return;
    }
    output.note(total(response));
    if (response.getTruncated()) {
      output.warn("Not everything is shown: there is too much. Counts without lines: --stat");
    }
  }

  private static String statistics(FileDiff file) {
    String lines =
        file.getBinary() || file.getTruncated()
            ? Quantities.bytes(file.getFromSize()) + " → " + Quantities.bytes(file.getToSize())
            : "+" + file.getAddedLines() + " -" + file.getRemovedLines();
    return file.getPath() + " | " + FileDiffText.verb(file) + lines;
  }

  private static String total(DiffRevisionsResponse response) {
    int added = response.getFilesList().stream().mapToInt(FileDiff::getAddedLines).sum();
    int removed = response.getFilesList().stream().mapToInt(FileDiff::getRemovedLines).sum();
    return Quantities.count(response.getFilesCount(), "file")
        + " different, "
        + Quantities.count(added, "line")
        + " added, "
        + removed
        + " removed";
  }
}
