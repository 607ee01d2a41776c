package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeleteRevisionRequest;
import dev.pipy.control.v1.DeleteRevisionResponse;
import dev.pipy.control.v1.GetRevisionRequest;
import dev.pipy.control.v1.GetRevisionResponse;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionServiceGrpc;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One revision, on one screen.
final class RevisionPage {

  private final Session session;
  private final Output output;

  RevisionPage(Session session) {
    this.session = session;
    this.output = session.output();
  }

  static GetRevisionResponse ask(ControlClient client, RevisionName name) {
    GetRevisionRequest request =
        GetRevisionRequest.newBuilder()
            .setProgram(name.program())
            .setRevision(name.revision())
            .build();
    return client.call(RevisionServiceGrpc::newBlockingStub, stub -> stub.getRevision(request));
  }

  void show(RevisionName name) {
    try (ControlClient client = session.connect()) {
      GetRevisionResponse response = ask(client, name);
      output.one(response, nameOf(response.getRevision()), () -> print(response));
    }
  }

  /// `proxy@r42`.
  static String nameOf(Revision revision) {
    return revision.getProgram() + "@" + Revisions.name(revision.getNumber());
  }

  private void print(GetRevisionResponse response) {
    Revision revision = response.getRevision();
    String commit = HistoryCommand.History.commit(revision);
    String branch = revision.getSource().getGitBranch();
    output.line(
        output.style().bold(nameOf(revision))
            + "   "
            + HistoryCommand.History.state(revision.getState()));
    fact("message", revision.getMessage());
    fact("author", revision.getAuthor());
    fact("created", Quantities.dateTime(ProtoTimes.of(revision.getCreateTime())));
    if (revision.hasActivateTime()) {
      fact("activated", Quantities.dateTime(ProtoTimes.of(revision.getActivateTime())));
    }
    fact("git", branch.isEmpty() ? commit : commit + " (" + branch + ")");
    fact("ci", revision.getSource().getCiUrl());
    fact("labels", labels(revision.getLabelsMap()));
    fact("main", revision.getMain());
    fact("digest", revision.getDigest());
    output.line("");
    output.table(files(output, response));
    output.note(
        "Compare: pipyctl diff r%d -c %s      Fetch: pipyctl pull %s DIR"
            .formatted(revision.getNumber(), revision.getProgram(), nameOf(revision)));
  }

  private void fact(String name, String value) {
    if (!value.isEmpty()) {
      output.line("  %-10s%s".formatted(name, value.replace('\n', ' ')));
    }
  }

  /// `team=edge ticket=OPS-12`, by name.
  static String labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(" "));
  }

  static Table files(Output output, GetRevisionResponse response) {
    Table table =
        new Table(output.format())
            .column("SIZE", Column.NUMBER)
            .column("PATH", Column.TEXT)
            .column("SHA256", Column.WIDE);
    for (ManifestEntry file : response.getFilesList()) {
      table.row(Quantities.bytes(file.getSize()), file.getPath(), file.getSha256());
    }
    return table;
  }

  void delete(RevisionName name) {
    String text = name.program() + "@" + Revisions.name(name.revision());
    session.confirm("Delete " + text + " on " + session.target() + "?");
    DeleteRevisionRequest request =
        DeleteRevisionRequest.newBuilder()
            .setProgram(name.program())
            .setRevision(name.revision())
            .build();
    try (ControlClient client = session.connect()) {
      DeleteRevisionResponse response =
          client.call(RevisionServiceGrpc::newBlockingStub, stub -> stub.deleteRevision(request));
      output.one(response, text, () -> deleted(text, response.getRevision()));
    }
  }

  private void deleted(String text, Revision revision) {
    output.line(
        output.style().green("✓ ")
            + text
            + " is deleted ("
            + Quantities.count(revision.getFileCount(), "file")
            + ", "
            + Quantities.bytes(revision.getTotalBytes())
            + "); what runs was not touched.");
    output.note("  See: pipyctl revisions list " + revision.getProgram());
  }
}
