package dev.pipy.control;

import dev.pipy.control.config.ConfigEntry;
import dev.pipy.control.config.ConfigException;
import dev.pipy.control.config.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Gathers what options are set to: the command line counts before the environment, that before the
/// configuration file, that before defaults. The script or folder to run is an option here, too.
final class SettingSources {

  /// The name of the script or folder among the options.
  static final String CODEBASE = "--codebase";

  /// The name of what the script gets as its arguments.
  static final String ARGUMENTS = "--arguments";

  static final String CONFIG = "--config";
  private static final String THREADS = "--threads";
  private static final int MOST_SPAWNED = 1023;

  private final ParseResult line;
  private final List<OptionSpec> options;
  private final Console console;

  /// @param options those that are settings, rather than requests such as `--help`
  SettingSources(ParseResult line, List<OptionSpec> options, Console console) {
    this.line = line;
    this.options = options;
    this.console = console;
  }

  /// "PIPY_LOG_LEVEL" for "--log-level".
  static String variable(String option) {
    return option.equals(CODEBASE)
        ? "PIPY_CONFIG_FILE"
        : "PIPY_" + key(option).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /// "log-level" for "--log-level".
  static String key(String option) {
    return option.substring(2);
  }

  Settings gather() throws StartException {
    var values = new HashMap<String, List<Settings.Value>>();
    var defaults = new HashMap<String, String>();
    for (var option : options) {
      var name = option.longestName();
      add(values, name, fromLine(option));
      addVariable(values, name);
      var standard = option.defaultValue();
      defaults.put(name, standard == null ? "" : standard);
    }
    if (line.hasMatchedPositional(0)) {
      String path = line.matchedPositionalValue(0, "");
      add(values, CODEBASE, List.of(flag(path, "the command line")));
    }
    List<String> rest = line.matchedPositionalValue(1, List.of());
    add(values, ARGUMENTS, rest.stream().map(text -> flag(text, "the command line")).toList());
    addVariable(values, CODEBASE);
    defaults.put(CODEBASE, "");
    addSpawn(values);
    addFile(values, configFile(values));
    return new Settings(values, defaults);
  }

  private static void add(
      Map<String, List<Settings.Value>> values, String option, List<Settings.Value> more) {
    if (!more.isEmpty()) {
      values.putIfAbsent(option, more); // what came first counts
    }
  }

  private List<Settings.Value> fromLine(OptionSpec option) {
    if (!line.hasMatchedOption(option)) {
      return List.of();
    }
    if (option.arity().max() == 0) {
      return List.of(flag("true", option.longestName()));
    }
    return option.stringValues().stream().map(text -> flag(text, option.longestName())).toList();
  }

  private static Settings.Value flag(String text, String origin) {
    return new Settings.Value(text, Urls.shown(text), origin, Settings.Source.FLAG);
  }

  private void addVariable(Map<String, List<Settings.Value>> values, String option) {
    var variable = variable(option);
    var text = console.variable(variable);
    if (!text.isEmpty()) {
      var parts =
          option.equals(CommandLineSyntax.ADMIN_PORT) ? text.split(",", -1) : new String[] {text};
      add(
          values,
          option,
          List.of(parts).stream()
              .map(part ->
                  new Settings.Value(part, Urls.shown(part), variable, Settings.Source.ENVIRONMENT))
              .toList());
    }
  }

  /// `PIPY_SPAWN=n` asks for n workers beside the first one.
  private void addSpawn(Map<String, List<Settings.Value>> values) throws StartException {
    var text = console.variable("PIPY_SPAWN");
    if (text.isEmpty() || values.containsKey(THREADS)) {
      return;
    }
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST_SPAWNED) {
      throw new StartException(
          ExitCode.USAGE, "PIPY_SPAWN: " + text + " (expected: 0 to " + MOST_SPAWNED + ")");
    }
    var workers = String.valueOf(Integer.parseInt(text) + 1);
    add(
        values,
        THREADS,
        List.of(new Settings.Value(workers, workers, "PIPY_SPAWN", Settings.Source.ENVIRONMENT)));
  }

  private static @Nullable Path configFile(Map<String, List<Settings.Value>> values)
      throws StartException {
    return new Settings(values, Map.of()).path(CONFIG);
  }

  private void addFile(Map<String, List<Settings.Value>> values, @Nullable Path file)
      throws StartException {
    if (file == null) {
      return;
    }
    try {
      var found = new HashMap<String, List<Settings.Value>>();
      for (var entry : ConfigFile.read(file, keys(), console::variable)) {
        found.computeIfAbsent("--" + entry.key(), _ -> new ArrayList<>()).add(fromFile(entry));
      }
      found.forEach((option, more) -> add(values, option, more));
    } catch (ConfigException failure) {
      throw new StartException(ExitCode.CODEBASE, String.valueOf(failure.getMessage()));
    }
  }

  private Set<String> keys() {
    var keys = new TreeSet<>(Set.of(key(CODEBASE)));
    options.forEach(option -> keys.add(key(option.longestName())));
    keys.remove(key(CONFIG)); // a file does not lead to another
    return keys;
  }

  private static Settings.Value fromFile(ConfigEntry entry) {
    return new Settings.Value(
        entry.text(),
        Urls.shown(entry.shown()),
        entry.place() + ": " + entry.key(),
        Settings.Source.FILE);
  }
}
