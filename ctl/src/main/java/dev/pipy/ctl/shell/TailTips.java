package dev.pipy.ctl.shell;

import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What the end of a line means, shown faintly behind it: the description of a command or an
/// option, and of a value that an option waits for.
final class TailTips {

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final String GAP = "   ";

  private final CommandSpec root;

  TailTips(CommandLine commands) {
    this.root = commands.getCommandSpec();
  }

  /// The tip, with a gap before it; empty where there is nothing to say.
  String of(String buffer) {
    if (buffer.isBlank()) {
      return "";
    }
    boolean isWordOver = Character.isWhitespace(buffer.charAt(buffer.length() - 1));
    CommandSpec command = root;
    OptionSpec option = null;
    String tip = "";
    for (String word : SPACE.splitAsStream(buffer.strip()).toList()) {
      boolean isValue = option != null && option.arity().max() > 0 && !word.startsWith("-");
      option = isValue || !word.startsWith("-") ? null : command.findOption(word);
      tip = "";
      if (option != null) {
        tip = description(option);
      } else if (!isValue && command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
        tip = first(command.usageMessage().description());
      } else if (command.parent() == null) {
        tip = ShellWords.ALL.getOrDefault(word, "");
      }
    }
    // behind a space there is only something to say about a value that is to come
    boolean isAwaited = option != null && option.arity().max() > 0;
    return tip.isEmpty() || (isWordOver && !isAwaited) ? "" : GAP + tip;
  }

  private static String description(OptionSpec option) {
    String label = option.arity().max() > 0 ? option.paramLabel() + ": " : "";
    return label + first(option.description());
  }

  private static String first(String[] lines) {
    return lines.length == 0 ? "" : Ansi.OFF.string(lines[0]).replace("%n", " ");
  }
}
