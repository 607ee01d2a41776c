package dev.pipy.control;

import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The catalogue of filters for a terminal.
final class FilterText {

  private final List<FilterSpec> filters;

  FilterText(List<FilterSpec> catalog) {
    filters =
        catalog.stream()
            .sorted(Comparator.comparing(FilterSpec::category).thenComparing(FilterSpec::name))
            .toList();
  }

  List<String> names() {
    return filters.stream().map(FilterSpec::name).toList();
  }

  /// One line for each filter, by category.
  String table() {
    int width = filters.stream().mapToInt(spec -> spec.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var category : FilterSpec.Category.values()) {
      var members = filters.stream().filter(spec -> spec.category() == category).toList();
      if (!members.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n").append(category).append('\n');
        for (var spec : members) {
          var padding = " ".repeat(width - spec.name().length());
          text.append("  ").append(spec.name()).append(padding).append("  ");
          text.append(spec.summary()).append('\n');
        }
      }
    }
    return text.toString();
  }

  /// All that is known about a filter; empty if there is none of this name.
  String reference(String name) {
    return filters.stream()
        .filter(spec -> spec.name().equals(name))
        .map(FilterText::reference)
        .findFirst()
        .orElse("");
  }

  /// All that is known about all filters.
  String reference() {
    return String.join("\n\n", filters.stream().map(FilterText::reference).toList());
  }

  private static String reference(FilterSpec spec) {
    var lines = new ArrayList<String>();
    lines.add(spec.signature());
    indent(spec.summary(), lines);
    section("", spec.description(), lines);
    params("Parameters:", spec.parameters(), lines);
    params("Options:", spec.options(), lines);
    if (!spec.input().isEmpty() || !spec.output().isEmpty()) {
      lines.add("");
      lines.add("  Input:  " + spec.input());
      lines.add("  Output: " + spec.output());
    }
    section("Example:", spec.example(), lines);
    return String.join("\n", lines) + "\n";
  }

  private static void section(String title, String text, List<String> lines) {
    if (!text.isEmpty()) {
      lines.add("");
      if (!title.isEmpty()) {
        lines.add("  " + title);
      }
      text.strip().lines().forEach(line -> lines.add((title.isEmpty() ? "  " : "    ") + line));
    }
  }

  private static void params(String title, List<Param<?>> params, List<String> lines) {
    if (params.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("  " + title);
    int width = params.stream().mapToInt(param -> param.name().length()).max().orElse(0);
    for (var param : params) {
      var padding = " ".repeat(width - param.name().length());
      lines.add(
          "    " + param.name() + padding + "  " + param.type().name() + "  " + presence(param));
      lines.add("    " + " ".repeat(width) + "  " + param.documentation());
    }
  }

  private static String presence(Param<?> param) {
    if (param.isRequired()) {
      return "required";
    }
    return param.defaultText().isEmpty() ? "optional" : "default " + param.defaultText();
  }

  private static void indent(String text, List<String> lines) {
    text.lines().forEach(line -> lines.add("  " + line));
  }
}
