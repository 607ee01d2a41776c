package dev.pipy.ctl.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What the server and its scripts count; [StatsPage] shows it.
@Command(
    name = "stats",
    description = "Show what the server and its scripts count.",
    footer = {
      "  pipyctl stats 'pipy_upstream_*'",
      "  pipyctl stats http_server_active_requests -o json"
    })
final class StatsCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "Only metrics of these names; * stands for any letters. Default: all.")
  List<String> patterns = List.of();

  private final Session session;

  StatsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.look(each -> new StatsPage(each, patterns).run().number());
  }
}
