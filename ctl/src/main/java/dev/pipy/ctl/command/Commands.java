package dev.pipy.ctl.command;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// A tree of commands that grows. Of those that a line is not about it knows only what a list of
/// commands shows, since to read what the others declare would take most of a start.
///
/// @param root the command that has all others
/// @param isMeant whether a line may be about the command of this name
record Commands(CommandLine root, Predicate<String> isMeant) {

  /// Adds a command with the commands below it.
  void addSubcommand(Object command, Object... inner) {
    Command declared =
        Objects.requireNonNull(command.getClass().getAnnotation(Command.class), "@Command");
    boolean meant =
        Stream.concat(Stream.of(declared.name()), Stream.of(declared.aliases())).anyMatch(isMeant);
    root.addSubcommand(meant ? whole(command, inner) : listed(declared));
  }

  private static CommandLine whole(Object command, Object... inner) {
    CommandLine line = new CommandLine(command);
    for (Object each : inner) {
      line.addSubcommand(each);
    }
    return line;
  }

  private static CommandLine listed(Command declared) {
    CommandSpec spec = CommandSpec.create().name(declared.name()).aliases(declared.aliases());
    spec.usageMessage().description(declared.description()).hidden(declared.hidden());
    return new CommandLine(spec);
  }
}
