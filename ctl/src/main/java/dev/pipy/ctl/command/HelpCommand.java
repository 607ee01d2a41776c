package dev.pipy.ctl.command;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The help of the tool, or of a command.
@Command(
    name = "help",
    description = "Show the help of pipyctl, or of a command.",
    footer = {"  pipyctl help deploy", "  pipyctl help config view"})
final class HelpCommand implements Callable<Integer> {

  @Parameters(paramLabel = "COMMAND", arity = "0..2", description = "Explain this one.")
  String @Nullable [] words;

  private final Session session;
  private final CommandLine tree;

  HelpCommand(Session session, CommandLine tree) {
    this.session = session;
    this.tree = tree;
  }

  @Override
  public Integer call() {
    find(tree, words == null ? List.of() : List.of(words))
        .usage(session.host().out(), tree.getColorScheme());
    return 0;
  }

  /// The command of these words: `config view`.
  static CommandLine find(CommandLine tree, List<String> words) {
    CommandLine found = tree;
    for (String word : words) {
      CommandLine inner = found.getSubcommands().get(word);
      if (inner == null) {
        throw CommandFailure.usage(
            "unknown command: " + String.join(" ", words),
            "There are: " + String.join(", ", found.getSubcommands().keySet()));
      }
      found = inner;
    }
    return found;
  }
}
