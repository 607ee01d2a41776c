package dev.pipy.ctl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of a command, in the `man` macros of roff.
final class ManPage {

  private final CommandLine command;
  private final CommandSpec spec;
  private final StringBuilder text = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /// `pipyctl-config-view`.
  String name() {
    return spec.qualifiedName("-");
  }

  String roff() {
    text.setLength(0);
    macro("TH", quoted(name().toUpperCase(Locale.ROOT)), "1", "\"\"", "\"Pipy\"", "\"pipyctl\"");
    macro("SH", "NAME");
    line(name() + " - " + summary(spec));
    macro("SH", "SYNOPSIS");
    macro("B", quoted(spec.qualifiedName()));
    line(synopsis());
    macro("SH", "DESCRIPTION");
    line(String.join(" ", filled(spec.usageMessage().description())));
    parameters();
    options(
        "OPTIONS",
        spec.options().stream().filter(option -> spec.parent() == null || !option.inherited()));
    commands();
    examples();
    ending();
    return text.toString();
  }

  private static String summary(CommandSpec spec) {
    String whole = String.join(" ", filled(spec.usageMessage().description()));
    int end = whole.indexOf(". ");
    String first = end < 0 ? whole : whole.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private String synopsis() {
    List<String> words = new ArrayList<>(List.of("[OPTIONS]"));
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      boolean isOptional = parameter.arity().min() == 0;
      String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
      words.add(isOptional ? "[" + label + "]" : label);
    }
    if (!spec.subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return String.join(" ", words);
  }

  private void parameters() {
    if (spec.positionalParameters().isEmpty()) {
      return;
    }
    macro("SH", "ARGUMENTS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      macro("TP");
      macro("I", quoted(parameter.paramLabel()));
      line(String.join(" ", rendered(parameter.description())));
    }
  }

  private void options(String heading, Stream<OptionSpec> options) {
    List<OptionSpec> shown = options.filter(option -> !option.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    macro("SH", heading);
    for (OptionSpec option : shown) {
      macro("TP");
      String names = String.join(", ", option.names());
      boolean hasValue = option.arity().max() > 0;
      macro("B", quoted(names + (hasValue ? " " + option.paramLabel() : "")));
      line(String.join(" ", rendered(option.description())));
    }
  }

  private void commands() {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    macro("SH", "COMMANDS");
    for (CommandLine inner : command.getSubcommands().values().stream().distinct().toList()) {
      macro("TP");
      macro("B", quoted(inner.getCommandSpec().name()));
      line(summary(inner.getCommandSpec()) + ".");
    }
  }

  private void examples() {
    List<String> lines = rendered(spec.usageMessage().footer());
    if (lines.isEmpty()) {
      return;
    }
    macro("SH", "EXAMPLES");
    macro("nf");
    lines.forEach(this::line);
    macro("fi");
  }

  private void ending() {
    macro("SH", quoted("SEE ALSO"));
    CommandSpec parent = spec.parent();
    line(
        parent == null
            ? spec.subcommands().keySet().stream()
                    .map(inner -> "pipyctl-" + inner + "(1)")
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("")
                + "."
            : parent.qualifiedName("-") + "(1), which has the options of all commands.");
  }

  private static List<String> filled(String... lines) {
    return rendered(lines).stream().filter(line -> !line.isBlank()).map(String::strip).toList();
  }

  /// Without markup, and with picocli's own `%n` resolved.
  private static List<String> rendered(String... lines) {
    return Stream.of(lines)
        .flatMap(line -> Ansi.OFF.string(line.replace("%n", "\n").replace("%%", "%")).lines())
        .toList();
  }

  private void macro(String name, String... arguments) {
    text.append('.').append(name);
    for (String argument : arguments) {
      text.append(' ').append(argument);
    }
    text.append('\n');
  }

  private static String quoted(String argument) {
    return "\"" + escaped(argument).replace("\"", "\\(dq") + "\"";
  }

  /// A line of text: one that begins with a dot or an apostrophe would be a macro.
  private void line(String line) {
    String safe = escaped(line);
    boolean isMacro = safe.startsWith(".") || safe.startsWith("'");
    text.append(isMacro ? "\\&" : "").append(safe).append('\n');
  }

  private static String escaped(String line) {
    return line.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
  }
}
