package dev.pipy.control;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Says of each option what it is set to and by whom.
final class ConfigReport {

  private ConfigReport() {}

  /// A line for each option: name, value, who set it.
  static String of(Settings settings, ServerOptions options) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OPTION", "VALUE", "SET BY"));
    for (var option : new TreeSet<>(settings.defaults().keySet())) {
      var name = SettingSources.key(option);
      if (!settings.isSet(option)) {
        rows.add(List.of(name, standard(option, settings, options), "default"));
      }
      for (var value : settings.all(option)) {
        rows.add(List.of(name, value.shown(), value.origin()));
      }
    }
    int first = width(rows, 0);
    int second = width(rows, 1);
    var text = new StringBuilder();
    for (var row : rows) {
      text.append(
          "%-{a}s  %-{b}s  %s"
              .replace("{a}", String.valueOf(first))
              .replace("{b}", String.valueOf(second))
              .formatted(row.toArray())
              .stripTrailing());
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  /// Some defaults depend on where and how the server runs.
  private static String standard(String option, Settings settings, ServerOptions options) {
    return switch (option) {
      case "--state-dir" -> options.stateDirectory().toString();
      case CommandLineSyntax.ADMIN_PORT ->
          options.endpoints().isEmpty() ? "-" : options.endpoints().getFirst().text();
      default -> {
        var text = settings.text(option);
        yield text.isEmpty() ? "-" : text;
      }
    };
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }
}
