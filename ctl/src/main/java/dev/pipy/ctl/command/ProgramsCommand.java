package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The programs of a server; [StatusPage] shows them.
@Command(
    name = "programs",
    aliases = "codebases",
    description = "List the programs of a server, or show one.",
    footer = {"  pipyctl programs", "  pipyctl programs -o name", "  pipyctl programs show proxy"})
final class ProgramsCommand implements Callable<Integer> {

  private final Session session;

  ProgramsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return list();
  }

  /// Always 0: it tells what there is, not how it is.
  @Command(
      name = "list",
      description = "List the programs.",
      footer = "  pipyctl programs list -o wide")
  int list() {
    return session.look(each -> new StatusPage(each, null).list());
  }

  @Command(
      name = "show",
      description = "Show a program, with its listeners.",
      footer = "  pipyctl programs show proxy -o json")
  int show(
      @Parameters(
              paramLabel = "PROGRAM",
              arity = "0..1",
              description = "Name of the program. Default: that of the context.")
          @Nullable String program) {
    return session.look(each -> {
      new StatusPage(each, each.program(program)).run();
      return 0;
    });
  }
}
