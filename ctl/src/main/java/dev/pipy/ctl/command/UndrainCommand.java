package dev.pipy.ctl.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Puts a server back into service; [ServerDrain] does it.
@Command(
    name = "undrain",
    description = "Put a server that was drained back into service.",
    footer = {"  pipyctl undrain", "  pipyctl undrain -t edge1:6060"})
final class UndrainCommand implements Callable<Integer> {

  private final Session session;

  UndrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.change("undrain", each -> new ServerDrain(each).end());
  }
}
