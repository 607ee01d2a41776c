package dev.pipy.ctl.completion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completes a word of a command line from the model of the commands. What a value stands for is
/// told by the label it has in the help: `PROGRAM`, `REV`, `FILTER`, `CATEGORY`, `LOGGER`, `DIR`,
/// `FILE`, `SCRIPT`, `CONTEXT` or `COMMAND`.
public final class Completions {

  private final CommandLine root;
  private final LiveNames names;
  private final Supplier<List<String>> contexts;

  public Completions(CommandLine root, LiveNames names) {
    this(root, names, List::of);
  }

  /// @param contexts names of the user's contexts
  public Completions(CommandLine root, LiveNames names, Supplier<List<String>> contexts) {
    this.root = root;
    this.names = names;
    this.contexts = contexts;
  }

  /// The words that could stand in place of the present one.
  ///
  /// @param before the words before it, without the name of the tool
  public List<Candidate> complete(List<String> before, String current) {
    return new Position(before)
        .candidates(current).stream()
            .filter(candidate -> candidate.value().startsWith(current))
            .toList();
  }

  /// Where in a command line the present word stands.
  private final class Position {

    private CommandSpec command = root.getCommandSpec();
    private final List<String> positionals = new ArrayList<>();
    private final Set<OptionSpec> given = new HashSet<>();
    private String program = "";
    private @Nullable OptionSpec pending;
    private boolean optionsOver;

    Position(List<String> before) {
      before.forEach(this::pass);
    }

    private void pass(String word) {
      OptionSpec waiting = pending;
      if (waiting != null) {
        note(waiting, word);
        pending = null;
      } else if (word.equals("--")) {
        optionsOver = true;
      } else if (!optionsOver && word.startsWith("-")) {
        passOption(word);
      } else if (positionals.isEmpty() && command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      } else {
        positionals.add(word);
      }
    }

    private void passOption(String word) {
      int equals = word.indexOf('=');
      OptionSpec option = command.findOption(equals < 0 ? word : word.substring(0, equals));
      if (option == null) {
        return;
      }
      given.add(option);
      if (equals >= 0) {
        note(option, word.substring(equals + 1));
      } else if (option.arity().max() > 0) {
        pending = option;
      }
    }

    private void note(OptionSpec option, String value) {
      if (option.paramLabel().equals("PROGRAM")) {
        program = value;
      }
    }

    List<Candidate> candidates(String current) {
      if (pending != null) {
        return values(pending, current);
      }
      int equals = current.indexOf('=');
      if (!optionsOver && current.startsWith("--") && equals > 0) {
        return optionValues(current.substring(0, equals), current.substring(equals + 1));
      }
      if (!optionsOver && current.startsWith("-")) {
        return options();
      }
      if (positionals.isEmpty() && !command.subcommands().isEmpty()) {
        return commands(command);
      }
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        if (parameter.index().contains(positionals.size())) {
          return values(parameter, current);
        }
      }
      return List.of();
    }

    private List<Candidate> optionValues(String name, String value) {
      OptionSpec option = command.findOption(name);
      if (option == null) {
        return List.of();
      }
      return values(option, value).stream()
          .map(candidate ->
              new Candidate(
                  name + "=" + candidate.value(), candidate.description(), candidate.partial()))
          .toList();
    }

    private List<Candidate> options() {
      return command.options().stream()
          .filter(option -> !option.hidden() && !given.contains(option))
          .map(option -> Candidate.of(option.longestName(), first(option.description())))
          .toList();
    }

    private List<Candidate> values(ArgSpec argument, String current) {
      Iterable<String> listed = argument.completionCandidates();
      if (listed != null) {
        List<Candidate> candidates = new ArrayList<>();
        listed.forEach(value -> candidates.add(Candidate.of(value, "")));
        return candidates;
      }
      return switch (argument.paramLabel()) {
        case "PROGRAM", "PROGRAM@REV", "PROGRAM[@REV]" -> names.programs();
        case "REV" -> names.revisions(positionals.isEmpty() ? program : named());
        case "FILTER" -> names.filters();
        case "CATEGORY" -> names.categories();
        case "LOGGER" -> names.loggers();
        case "DIR", "FILE", "SCRIPT" -> LocalPaths.complete(current);
        case "COMMAND" -> commands(root.getCommandSpec());
        case "CONTEXT" -> contexts.get().stream().map(name -> Candidate.of(name, "")).toList();
        default -> List.of();
      };
    }

    /// The program that the command is about: its option, else its first word.
    private String named() {
      return program.isEmpty() ? positionals.getFirst() : program;
    }
  }

  private static List<Candidate> commands(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(entry ->
            Candidate.of(
                entry.getKey(),
                first(entry.getValue().getCommandSpec().usageMessage().description())))
        .toList();
  }

  private static String first(String[] lines) {
    return lines.length == 0 ? "" : lines[0].replaceAll(": \\$\\{COMPLETION-CANDIDATES}", "");
  }
}
