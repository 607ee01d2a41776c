package dev.pipy.ctl.shell;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.outcome.CommandFailure;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a line leaves for the lines after it: variables, aliases, where commands go, and the exit
/// code. One thread.
final class ShellState {

  private static final int MOST_NAMES = 1000;
  private static final int MOST_EXPANSIONS = 10;
  private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z][-\\w]*)(?=\\s|$)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> variables = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final Map<String, String> destination = new TreeMap<>();
  private int lastCode;

  /// The surroundings of commands.
  Host in(Host outside) {
    return outside.withVariables(destination);
  }

  /// Lets commands go elsewhere from now on.
  void go(Map<String, String> where) {
    destination.putAll(where);
  }

  int lastCode() {
    return lastCode;
  }

  void ended(int code) {
    lastCode = code;
  }

  Map<String, String> variables() {
    return variables;
  }

  Map<String, String> aliases() {
    return aliases;
  }

  /// Sets a variable for `${NAME}`.
  void set(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw CommandFailure.usage(name + ": no name of a variable (expected: such as REVISION)");
    }
    put(variables, name, value);
  }

  /// Makes a word stand for the beginning of a line.
  void alias(String name, String text) {
    if (!FIRST_WORD.matcher(name).matches()) {
      throw CommandFailure.usage(name + ": no name of an alias (expected: letters, digits and -)");
    }
    put(aliases, name, text);
  }

  private static void put(Map<String, String> map, String name, String value) {
    if (map.size() >= MOST_NAMES && !map.containsKey(name)) {
      throw CommandFailure.usage("more than " + MOST_NAMES + " names");
    }
    map.put(name, value);
  }

  /// The line with its first word replaced for as long as it is an alias. An alias may begin with
  /// its own name, which then is the command.
  String expanded(String line) {
    String text = line;
    String last = "";
    for (int i = 0; i < MOST_EXPANSIONS; i++) {
      Matcher first = FIRST_WORD.matcher(text);
      if (!first.lookingAt() || first.group(1).equals(last)) {
        return text;
      }
      String meant = aliases.get(first.group(1));
      if (meant == null) {
        return text;
      }
      last = first.group(1);
      text = meant + text.substring(first.end());
    }
    throw CommandFailure.usage(line.strip() + ": aliases that stand for each other");
  }

  /// The value of `${NAME}` or `$?`.
  String value(String name, Host host) {
    if (name.equals("?")) {
      return String.valueOf(lastCode);
    }
    String own = variables.get(name);
    if (own != null) {
      return own;
    }
    if (!host.variables().containsKey(name)) {
      throw CommandFailure.usage(
          "no variable " + name, "Set it: set " + name + "=VALUE, or in the environment");
    }
    return host.variable(name);
  }
}
