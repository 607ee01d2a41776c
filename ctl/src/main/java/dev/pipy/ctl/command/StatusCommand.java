package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What runs now; [StatusPage] shows it.
@Command(
    name = "status",
    description = "Show what runs. Exits with 1 when something is not healthy.",
    footer = {"  pipyctl status", "  pipyctl status proxy -o json"})
final class StatusCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PROGRAM", arity = "0..1", description = "Only this program.")
  @Nullable String program;

  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.look(each -> new StatusPage(each, program).run().number());
  }
}
