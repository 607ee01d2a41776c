package dev.pipy.control;

import dev.pipy.filter.spec.FilterSpec;
import java.util.Comparator;
import java.util.List;

/// The catalogue of filters as a table: one line for each, by category.
final class FilterTable {

  private FilterTable() {}

  static String of(List<FilterSpec> filters) {
    int width = filters.stream().mapToInt(spec -> spec.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var category : FilterSpec.Category.values()) {
      var members =
          filters.stream()
              .filter(spec -> spec.category() == category)
              .sorted(Comparator.comparing(FilterSpec::name))
              .toList();
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
}
