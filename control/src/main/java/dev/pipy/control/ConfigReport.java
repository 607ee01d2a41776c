package dev.pipy.control;

import dev.pipy.control.server.Endpoint;
import dev.pipy.control.service.EffectiveOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Says of each option what it is set to and by whom.
final class ConfigReport {

  private ConfigReport() {}

  /// What each option is set to and by whom, by name; one that was given several times several
  /// times.
  static List<EffectiveOption> options(
      Settings settings, List<Endpoint> endpoints, Path stateDirectory) {
    var options = new ArrayList<EffectiveOption>();
    for (var option : new TreeSet<>(settings.defaults().keySet())) {
      var name = SettingSources.key(option);
      if (!settings.isSet(option)) {
        options.add(
            new EffectiveOption(
                name, standard(option, settings, endpoints, stateDirectory), "default"));
      }
      for (var value : settings.all(option)) {
        options.add(new EffectiveOption(name, value.shown(), value.origin()));
      }
    }
    return options;
  }

  /// A line for each option: name, value, who set it.
  static String of(ServerOptions options) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OPTION", "VALUE", "SET BY"));
    for (var option : options.effective()) {
      rows.add(
          List.of(option.name(), option.value().isEmpty() ? "-" : option.value(), option.setBy()));
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
  private static String standard(
      String option, Settings settings, List<Endpoint> endpoints, Path stateDirectory) {
    return switch (option) {
      case "--state-dir" -> stateDirectory.toString();
      case CommandLineSyntax.ADMIN_PORT -> endpoints.isEmpty() ? "" : endpoints.getFirst().text();
      default -> settings.text(option);
    };
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }
}
