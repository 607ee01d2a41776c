package dev.pipy.ctl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What would change; [Difference] finds out.
@Command(
    name = "diff",
    description = {
      "Show what differs: a folder from the active revision or another one,",
      "or a revision from an earlier one."
    },
    footer = {
      "  pipyctl diff ./proxy",
      "  pipyctl diff ./proxy r41 --stat",
      "  pipyctl diff ./proxy --graph",
      "  pipyctl diff r41 r42 -c proxy",
      "  pipyctl diff ./proxy --exit-code"
    })
final class DiffCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..2",
      paramLabel = "DIR",
      description =
          "A folder, script or archive, and the revision to compare it with; or a revision, and a"
              + " later one. Default for the second: the active revision. A folder called r42 is"
              + " written ./r42.")
  List<String> what = new ArrayList<>();

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Name of the program. Default: that of the folder.")
  @Nullable String program;

  @Option(names = "--stat", description = "Count lines instead of showing them.")
  boolean stat;

  @Option(
      names = "--graph",
      description = "Say what changes in pipelines and filters, too, and count lines.")
  boolean graph;

  @Option(names = "--exit-code", description = "End with 4 if there is a difference.")
  boolean exitCode;

  private final Session session;

  DiffCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.paged(pages -> pages.look(each -> new Difference(this, each).run().number()));
  }
}
