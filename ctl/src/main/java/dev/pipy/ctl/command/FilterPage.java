package dev.pipy.ctl.command;

import dev.pipy.control.v1.Filter;
import dev.pipy.control.v1.FilterParameter;
import dev.pipy.ctl.output.Output;
import java.util.List;

/// Everything about one filter, on one screen.
record FilterPage(Filter filter, Output output) {

  void print() {
    String facts = filter.getCategory();
    if (!filter.getSince().isEmpty()) {
      facts += ", since " + filter.getSince();
    }
    output.line(output.style().bold(filter.getSignature()) + "   " + output.style().dim(facts));
    output.line("  " + filter.getSummary());
    if (!filter.getDescription().isBlank()) {
      output.line("");
      filter
          .getDescription()
          .strip()
          .lines()
          .forEach(line -> output.line(("  " + line).stripTrailing()));
    }
    parameters(
        "Parameters", filter.getParametersList().stream().filter(p -> !p.getOption()).toList());
    parameters(
        "Options", filter.getParametersList().stream().filter(FilterParameter::getOption).toList());
    if (!filter.getInput().isEmpty() || !filter.getOutput().isEmpty()) {
      output.line("");
      output.line("  Input:  " + filter.getInput());
      output.line("  Output: " + filter.getOutput());
    }
    if (!filter.getExample().isBlank()) {
      output.line("");
      output.line("  Example:");
      filter
          .getExample()
          .strip()
          .lines()
          .forEach(line -> output.line(("    " + line).stripTrailing()));
    }
  }

  private void parameters(String heading, List<FilterParameter> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    output.line("");
    output.line("  " + heading + ":");
    int nameWidth = parameters.stream().mapToInt(p -> p.getName().length()).max().orElse(0);
    int typeWidth = parameters.stream().mapToInt(p -> p.getType().length()).max().orElse(0);
    for (FilterParameter parameter : parameters) {
      output.line(
          "    "
              + pad(parameter.getName(), nameWidth)
              + "  "
              + pad(parameter.getType(), typeWidth)
              + "  "
              + parameter.getDocumentation()
              + notes(parameter));
    }
  }

  private static String notes(FilterParameter parameter) {
    String unit = parameter.getUnit().isEmpty() ? "" : " [" + parameter.getUnit() + "]";
    if (!parameter.getDefaultValue().isEmpty()) {
      return unit + " (default: " + parameter.getDefaultValue() + ")";
    }
    return unit + (parameter.getRequired() ? "" : " (optional)");
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
