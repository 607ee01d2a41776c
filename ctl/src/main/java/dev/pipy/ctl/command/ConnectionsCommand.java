package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Who is connected; [ConnectionsPage] shows it.
@Command(
    name = "connections",
    description = "List the client connections, the oldest first.",
    footer = {
      "  pipyctl connections --listener :8000",
      "  pipyctl connections -c proxy -n 10000 -o json",
      "  pipyctl connections close 4711"
    })
final class ConnectionsCommand implements Callable<Integer> {

  @Option(
      names = {"-c", "--program"},
      paramLabel = "PROGRAM",
      description = "Only those of this program.")
  String program = "";

  @Option(
      names = "--listener",
      paramLabel = "ADDR",
      description = "Only those that came to this ip:port, or :port at any address.")
  String listener = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "NUMBER",
      description = "How many at most, up to 100000. Default: 100")
  int limit = 100;

  private final Session session;

  ConnectionsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    new ConnectionsPage(session, program, listener, limit).run();
    return 0;
  }
}
