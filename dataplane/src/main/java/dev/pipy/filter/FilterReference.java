package dev.pipy.filter;

import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.FilterSpec.Category;
import dev.pipy.filter.spec.Param;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Renders the catalogue for readers: `docs/filters.md`, and plain text for a terminal.
public final class FilterReference {

  private static final String ASKED_OPTIONS =
      """
      In the place of the options there may be a function that returns them; it is called at the
      stream's first event.
      """;

  private FilterReference() {}

  /// The whole reference as Markdown.
  public static String markdown() {
    var page = new StringBuilder();
    page.append(
        """
        # Filters

        Written from the declarations of the filters; change those, not this page. The same text is
        printed by `pipy --help-filters NAME`.

        Parameters with a `?` may be left out. A pipeline is the name of a `.pipeline()` of the same
        module; it may also be given with `.to()`, by name or written in place. Sizes are bytes or
        text such as `'256k'`; durations are seconds or text such as `'1.5s'`. Functions see the
        variables of the stream's context. When one fails, the stream ends with `RuntimeError`.

        """);
    for (var category : Category.values()) {
      var specs = of(category);
      if (!specs.isEmpty()) {
        page.append("- **").append(title(category)).append("**: ");
        page.append(
            String.join(
                ", ",
                specs.stream()
                    .map(spec -> "[" + spec.name() + "](#" + anchor(spec.name()) + ")")
                    .toList()));
        page.append('\n');
      }
    }
    page.append("- **Other methods**: [below](#other-methods)\n");
    for (var category : Category.values()) {
      var specs = of(category);
      if (!specs.isEmpty()) {
        page.append("\n## ").append(title(category)).append('\n');
        specs.forEach(spec -> appendFilter(page, spec));
      }
    }
    page.append("\n## Other methods\n\nThey begin pipelines and belong to no filter.\n");
    for (var method : BuilderMethod.ALL) {
      page.append("\n### ").append(method.name()).append("\n\n`");
      page.append(method.signature()).append("`\n\n").append(method.summary()).append('\n');
      if (!method.description().isEmpty()) {
        page.append('\n').append(method.description());
      }
    }
    return page.toString();
  }

  /// One line for each filter and method, by category.
  public static String list() {
    int width = widest();
    var text = new StringBuilder();
    for (var category : Category.values()) {
      var specs = of(category);
      if (!specs.isEmpty()) {
        text.append(title(category)).append(":\n");
        specs.forEach(spec -> appendLine(text, width, spec.name(), spec.summary()));
      }
    }
    text.append("Other methods:\n");
    BuilderMethod.ALL.forEach(method -> appendLine(text, width, method.name(), method.summary()));
    return text.toString();
  }

  /// All that is known about every filter, as plain text.
  public static String help() {
    return String.join("\n", FilterCatalog.ALL.stream().map(FilterReference::help).toList());
  }

  /// All that is known about one filter or method, as plain text; null if there is none of that
  /// name.
  public static @Nullable String help(String name) {
    var spec = FilterCatalog.find(name);
    if (spec != null) {
      return help(spec);
    }
    for (var method : BuilderMethod.ALL) {
      if (method.name().equals(name)) {
        var text = new StringBuilder(method.signature());
        text.append("\n\n").append(indented(method.summary() + "\n"));
        if (!method.description().isEmpty()) {
          text.append('\n').append(indented(method.description()));
        }
        return text.toString();
      }
    }
    return null;
  }

  private static String help(FilterSpec spec) {
    var text = new StringBuilder(spec.signature());
    text.append("\n\n").append(indented(spec.summary() + "\n"));
    if (!spec.description().isEmpty()) {
      text.append('\n').append(indented(withFinalBreak(spec.description())));
    }
    appendPlain(text, "Parameters", spec.parameters());
    appendPlain(text, "Options", spec.options());
    if (spec.mayAskForOptions()) {
      text.append('\n').append(indented(ASKED_OPTIONS));
    }
    text.append("\n  Takes: ").append(spec.input());
    text.append("\n  Emits: ").append(spec.output());
    text.append("\n\n  Example:\n\n").append(indented(indented(spec.example())));
    return text.toString();
  }

  private static void appendFilter(StringBuilder page, FilterSpec spec) {
    page.append("\n### ").append(spec.name()).append("\n\n`");
    page.append(spec.signature()).append("`\n\n").append(spec.summary()).append('\n');
    if (!spec.description().isEmpty()) {
      page.append('\n').append(withFinalBreak(spec.description()));
    }
    appendTable(page, "Parameter", spec.parameters());
    appendTable(page, "Option", spec.options());
    if (spec.mayAskForOptions()) {
      page.append("\n").append(ASKED_OPTIONS);
    }
    page.append("\nTakes: ").append(spec.input());
    page.append(" · Emits: ").append(spec.output()).append('\n');
    page.append("\n```js\n").append(spec.example()).append("```\n");
  }

  private static void appendTable(StringBuilder page, String title, List<Param<?>> params) {
    if (params.isEmpty()) {
      return;
    }
    page.append("\n| ").append(title).append(" | Type | Default | |\n|---|---|---|---|\n");
    for (var param : params) {
      page.append("| `").append(param.name()).append("` | ");
      page.append(type(param).replace("|", "\\|")).append(" | ");
      if (!param.defaultText().isEmpty()) {
        page.append('`').append(param.defaultText()).append('`');
      } else if (param.isRequired()) {
        page.append("required");
      }
      page.append(" | ").append(param.documentation()).append(" |\n");
    }
  }

  private static void appendPlain(StringBuilder text, String title, List<Param<?>> params) {
    if (params.isEmpty()) {
      return;
    }
    text.append("\n  ").append(title).append(":\n");
    for (var param : params) {
      text.append("    ").append(param.name()).append(": ").append(type(param));
      if (!param.defaultText().isEmpty()) {
        text.append(", default ").append(param.defaultText());
      } else if (param.isRequired()) {
        text.append(", required");
      }
      text.append("\n      ").append(param.documentation()).append('\n');
    }
  }

  private static void appendLine(StringBuilder text, int width, String name, String summary) {
    text.append("  ").append(name).repeat(' ', width - name.length() + 2);
    text.append(summary).append('\n');
  }

  private static int widest() {
    var names = new ArrayList<String>();
    FilterCatalog.ALL.forEach(spec -> names.add(spec.name()));
    BuilderMethod.ALL.forEach(method -> names.add(method.name()));
    return names.stream().mapToInt(String::length).max().orElse(0);
  }

  private static List<FilterSpec> of(Category category) {
    return FilterCatalog.ALL.stream().filter(spec -> spec.category() == category).toList();
  }

  private static String title(Category category) {
    return switch (category) {
      case HTTP -> "HTTP";
      case TCP -> "Connections";
      case FLOW -> "Where events go";
      case EVENT -> "Looking at events, and changing them";
      case DEBUG -> "For whoever writes a script";
    };
  }

  private static String type(Param<?> param) {
    var type = param.type();
    return type.unit().isEmpty() ? type.name() : type.name() + " in " + type.unit();
  }

  private static String anchor(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String withFinalBreak(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  private static String indented(String text) {
    return text.indent(2).replaceAll("(?m)^ +$", "");
  }
}
