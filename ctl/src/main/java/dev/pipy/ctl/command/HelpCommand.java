package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The help of the tool, or of a command.
@Command(
    name = "help",
    description = "Show the help of pipyctl, or of a command.",
    footer = "  pipyctl help deploy")
final class HelpCommand implements Callable<Integer> {

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Explain this one.")
  @Nullable String name;

  private final Session session;
  private final CommandLine tree;

  HelpCommand(Session session, CommandLine tree) {
    this.session = session;
    this.tree = tree;
  }

  @Override
  public Integer call() {
    CommandLine explained = name == null ? tree : tree.getSubcommands().get(name);
    if (explained == null) {
      throw CommandFailure.usage(
          "unknown command: " + name,
          "There are: " + String.join(", ", tree.getSubcommands().keySet()));
    }
    explained.usage(session.host().out(), tree.getColorScheme());
    return 0;
  }
}
