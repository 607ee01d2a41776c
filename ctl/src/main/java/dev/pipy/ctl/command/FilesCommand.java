package dev.pipy.ctl.command;

import dev.pipy.control.v1.GetRevisionResponse;
import dev.pipy.control.v1.ManifestEntry;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import dev.pipy.ctl.output.Output;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The files of a revision.
@Command(
    name = "files",
    description = "List the files of a revision, or print one.",
    footer = {"  pipyctl files ls proxy", "  pipyctl files cat proxy@r42:config/router.json"})
final class FilesCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand (expected: ls or cat)");
  }

  /// Their names.
  @Command(
      name = "ls",
      description = "List the files of a revision.",
      footer = {"  pipyctl files ls proxy", "  pipyctl files ls proxy@r42 -o name"})
  static final class LsCommand implements Callable<Integer> {

    @Parameters(
        paramLabel = "PROGRAM[@REV]",
        description = "Name of the program, and revision. Default: the active one.")
    String name = "";

    private final Session session;

    LsCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      RevisionName revision = RevisionName.parse(name);
      return session.look(each -> {
        Listing.show(each, revision);
        return 0;
      });
    }
  }

  /// Asks for the names; loaded when that is to be done.
  private static final class Listing {

    static void show(Session session, RevisionName revision) {
      Output output = session.output();
      try (ControlClient client = session.connect()) {
        GetRevisionResponse response = RevisionPage.ask(client, revision);
        output.list(
            response,
            response.getFilesList(),
            ManifestEntry::getPath,
            () -> output.table(RevisionPage.files(output, response)));
      }
    }
  }

  /// The content of one.
  @Command(
      name = "cat",
      description = "Print a file of a revision as it is, whatever the output format.",
      footer = {
        "  pipyctl files cat proxy:main.js",
        "  pipyctl files cat proxy@r42:config/router.json > router.json"
      })
  static final class CatCommand implements Callable<Integer> {

    @Parameters(
        paramLabel = "PROGRAM[@REV]:PATH",
        description = "Name of the program, revision (default: the active one), and file.")
    String name = "";

    private final Session session;

    CatCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      int colon = name.indexOf(':');
      if (colon < 0 || colon == name.length() - 1) {
        throw CommandFailure.usage(
            name + ": no file (expected: PROGRAM[@REV]:PATH)",
            "See: pipyctl files ls " + name.replace(":", ""));
      }
      RevisionName revision = RevisionName.parse(name.substring(0, colon));
      return session.paged(pages -> print(pages, revision, name.substring(colon + 1)));
    }

    private static int print(Session session, RevisionName revision, String path) {
      try (ControlClient client = session.connect()) {
        new Download(client)
            .files(revision, List.of(path))
            .forEach(file -> session.host().out().writeBytes(file.content()));
      }
      session.host().out().flush();
      return 0;
    }
  }
}
