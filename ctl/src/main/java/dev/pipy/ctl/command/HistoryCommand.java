package dev.pipy.ctl.command;

import dev.pipy.control.v1.DeploymentServiceGrpc;
import dev.pipy.control.v1.ListRevisionsRequest;
import dev.pipy.control.v1.ListRevisionsResponse;
import dev.pipy.control.v1.Revision;
import dev.pipy.control.v1.RevisionState;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.output.Output;
import dev.pipy.ctl.output.Quantities;
import dev.pipy.ctl.output.Table;
import dev.pipy.ctl.output.Table.Column;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The revisions of a program.
@Command(
    name = "history",
    description = "List the revisions of a program, newest first.",
    footer = {"  pipyctl history proxy", "  pipyctl history proxy -n 100 -o wide"})
final class HistoryCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "Name of the program. Default: that of the context.")
  @Nullable String program;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "NUMBER",
      description = "How many at most, up to 1000. Default: 20")
  int limit = 20;

  private final Session session;

  HistoryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Revisions.checkLimit(limit);
    String name = session.program(program);
    return session.look(each -> {
      History.show(each, name, limit);
      return 0;
    });
  }

  /// Asks for the revisions.
  static final class History {

    private static final int COMMIT_LETTERS = 7;

    static void show(Session session, String program, int limit) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        ListRevisionsRequest request =
            ListRevisionsRequest.newBuilder().setProgram(program).setPageSize(limit).build();
        ListRevisionsResponse response =
            client.call(
                DeploymentServiceGrpc::newBlockingStub, stub -> stub.listRevisions(request));
        output.list(
            response,
            response.getRevisionsList(),
            revision -> Revisions.name(revision.getNumber()),
            () -> print(output, program, response));
      }
    }

    private static void print(Output output, String program, ListRevisionsResponse response) {
      Table table =
          new Table(output.format())
              .column("REV", Column.TEXT)
              .column("STATUS", Column.TEXT)
              .column("ACTIVATED", Column.TEXT)
              .column("BY", Column.TEXT)
              .column("GIT", Column.TEXT)
              .column("MESSAGE", Column.FLEXIBLE)
              .column("CREATED", Column.WIDE)
              .column("FILES", Column.WIDE)
              .column("SIZE", Column.WIDE)
              .column("MAIN", Column.WIDE)
              .column("DIGEST", Column.WIDE)
              .column("CI", Column.WIDE)
              .column("LABELS", Column.WIDE);
      response.getRevisionsList().forEach(revision -> addRow(table, revision));
      output.table(table);
      if (!response.getNextPageToken().isEmpty()) {
        output.note("There are older ones: --limit " + 10 * response.getRevisionsCount());
      }
      output.note("Go back: pipyctl rollback " + program + " --to REV");
    }

    private static void addRow(Table table, Revision revision) {
      table.row(
          Revisions.name(revision.getNumber()),
          state(revision.getState()),
          revision.hasActivateTime()
              ? Quantities.dateTime(ProtoTimes.of(revision.getActivateTime()))
              : "-",
          revision.getAuthor(),
          commit(revision),
          revision.getMessage(),
          Quantities.dateTime(ProtoTimes.of(revision.getCreateTime())),
          String.valueOf(revision.getFileCount()),
          Quantities.bytes(revision.getTotalBytes()),
          revision.getMain(),
          revision.getDigest(),
          revision.getSource().getCiUrl(),
          RevisionPage.labels(revision.getLabelsMap()));
    }

    static String state(RevisionState state) {
      return switch (state) {
        case REVISION_STATE_ACTIVE -> "active";
        case REVISION_STATE_DRAINING -> "draining";
        case REVISION_STATE_WARM -> "warm";
        case REVISION_STATE_STORED -> "stored";
        case REVISION_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
      };
    }

    static String commit(Revision revision) {
      String commit = revision.getSource().getGitCommit();
      String start = commit.substring(0, Math.min(COMMIT_LETTERS, commit.length()));
      return revision.getSource().getDirty() ? start + "+" : start;
    }
  }
}
