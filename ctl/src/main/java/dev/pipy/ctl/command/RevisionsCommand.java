package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What is kept of a program; [RevisionPage] shows it.
@Command(
    name = "revisions",
    description = "List, show and delete what is kept of a program.",
    footer = {
      "  pipyctl revisions list proxy -o wide",
      "  pipyctl revisions show proxy@r42",
      "  pipyctl revisions delete proxy@r12"
    })
final class RevisionsCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "no subcommand (expected: list, show or delete)");
  }

  /// The same as `history`.
  @Command(
      name = "list",
      description = "List the revisions of a program, newest first.",
      footer = {"  pipyctl revisions list proxy", "  pipyctl revisions list proxy -n 100 -o wide"})
  static final class ListCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROGRAM", description = "Name of the program.")
    String program = "";

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "NUMBER",
        description = "How many at most, up to 1000. Default: 20")
    int limit = 20;

    private final Session session;

    ListCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      Revisions.checkLimit(limit);
      return session.look(each -> {
        HistoryCommand.History.show(each, program, limit);
        return 0;
      });
    }
  }

  /// One revision.
  @Command(
      name = "show",
      description = "Show a revision: who deployed it, from where, and its files.",
      footer = {"  pipyctl revisions show proxy", "  pipyctl revisions show proxy@r42 -o json"})
  static final class ShowCommand implements Callable<Integer> {

    @Parameters(
        paramLabel = "PROGRAM[@REV]",
        description = "Name of the program, and revision. Default: the active one.")
    String name = "";

    private final Session session;

    ShowCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      RevisionName revision = RevisionName.parse(name);
      return session.look(each -> {
        new RevisionPage(each).show(revision);
        return 0;
      });
    }
  }

  /// Removes one.
  @Command(
      name = "delete",
      description = {
        "Delete a revision and the files that only it has.",
        "Neither the active one nor the one that a rollback goes back to."
      },
      footer = {
        "  pipyctl revisions delete proxy@r12",
        "  pipyctl revisions delete proxy@r12 --yes"
      })
  static final class DeleteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROGRAM@REV", description = "Name of the program, and revision.")
    String name = "";

    private final Session session;

    DeleteCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      RevisionName revision = RevisionName.parseExact(name);
      return session.each(each -> {
        new RevisionPage(each).delete(revision);
        return 0;
      });
    }
  }
}
