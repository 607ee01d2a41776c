package dev.pipy.ctl.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a codebase's scripts have built; [GraphPage] shows it.
@Command(
    name = "graph",
    description = {
      "Show the pipelines of a program, their filters, and what leads where.",
      "",
      "Of what runs, of a stored revision, or of a folder: a path with a /, or . for this one. The"
          + " server loads and checks the latter two, and changes nothing."
    },
    footer = {
      "  pipyctl graph proxy",
      "  pipyctl graph proxy@r42 -o json",
      "  pipyctl graph proxy --live",
      "  pipyctl graph ./proxy -o dot | dot -Tsvg > proxy.svg"
    })
final class GraphCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PROGRAM",
      arity = "0..1",
      description = "A program, PROGRAM@REV, or a folder. Default: the only program.")
  @Nullable String what;

  @Option(
      names = "--main",
      paramLabel = "FILE",
      description = "Script that a folder starts with. Default: main.js, or the only one.")
  String main = "";

  @Option(
      names = "--live",
      description = "Show what flows through each filter, again and again, until Ctrl-C.")
  boolean live;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "How often --live shows it, 500ms to 60s. Default: 2s")
  Duration interval = Duration.ofSeconds(2);

  private final Session session;

  GraphCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (live) {
      new LiveGraph(session, what, interval).run();
    } else {
      new GraphPage(session, what, main).run();
    }
    return 0;
  }
}
