package dev.pipy.filter;

import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Declares the filters in TypeScript, so that an editor completes them and a compiler checks how
/// they are called.
public final class FilterTypes {

  private static final String INDENT = "  ";

  private FilterTypes() {}

  /// The interface `Configuration`, with a method for each filter.
  public static String declarations() {
    var text = new StringBuilder();
    text.append(
        """
        /** A pipeline: its name, or `$=>$...` in place. */
        type Pipeline = string | (($: Configuration) => Configuration)
        /** A function of a script. */
        type Callback = (...values: any[]) => any

        /** What `pipy()` makes: methods begin pipelines and add filters to them. */
        interface Configuration {
        """);
    for (var method : BuilderMethod.ALL) {
      appendComment(text, method.summary());
      method.types().lines().forEach(line -> text.append(INDENT).append(line).append('\n'));
    }
    FilterCatalog.ALL.forEach(spec -> appendFilter(text, spec));
    return text.append("}\n").toString();
  }

  private static void appendFilter(StringBuilder text, FilterSpec spec) {
    for (var parameters : argumentLists(spec)) {
      appendComment(text, spec.summary());
      text.append(INDENT).append(spec.name()).append('(').append(parameters);
      text.append("): Configuration\n");
    }
  }

  /// The ways to call a filter: an optional argument may be left out though others follow it.
  private static List<String> argumentLists(FilterSpec spec) {
    if (spec.isVariadic()) {
      var types =
          spec.parameters().stream()
              .map(param -> param.type().signature().isEmpty() ? type(param) : "Callback")
              .flatMap(words -> Stream.of(words.split(" \\| ")))
              .distinct()
              .collect(Collectors.joining(" | "));
      return List.of("...values: (" + types + ")[]");
    }
    var lists = new LinkedHashSet<String>();
    collect(spec, 0, new ArrayList<>(), lists);
    return List.copyOf(lists);
  }

  private static void collect(FilterSpec spec, int from, List<Param<?>> chosen, Set<String> lists) {
    if (from == spec.parameters().size()) {
      lists.add(arguments(spec, chosen));
      return;
    }
    var param = spec.parameters().get(from);
    chosen.add(param);
    collect(spec, from + 1, chosen, lists);
    chosen.removeLast();
    boolean mayBeAbsent = !param.isRequired() || (from == 0 && spec.isJoint());
    boolean isLast = from + 1 == spec.parameters().size() && spec.options().isEmpty();
    if (mayBeAbsent && (!isLast || param.isRequired())) {
      collect(spec, from + 1, chosen, lists);
    }
  }

  private static String arguments(FilterSpec spec, List<Param<?>> params) {
    var words = new ArrayList<String>();
    int required = params.size();
    while (required > 0 && !params.get(required - 1).isRequired()) {
      required--;
    }
    for (int i = 0; i < params.size(); i++) {
      var mark = i < required ? ": " : "?: ";
      words.add(params.get(i).name() + mark + type(params.get(i)));
    }
    if (!spec.options().isEmpty()) {
      var options = options(spec.options());
      words.add("options?: " + options + (spec.mayAskForOptions() ? " | (() => any)" : ""));
    }
    return String.join(", ", words);
  }

  private static String options(List<Param<?>> options) {
    var text = new StringBuilder("{\n");
    for (var option : options) {
      var unless =
          option.defaultText().isEmpty() ? "" : " Default: `" + option.defaultText() + "`.";
      text.append(INDENT);
      appendComment(text, option.documentation() + unless);
      text.append(INDENT).append(INDENT).append(option.name());
      text.append(option.isRequired() ? ": " : "?: ").append(type(option)).append('\n');
    }
    return text.append(INDENT).append('}').toString();
  }

  private static void appendComment(StringBuilder text, String comment) {
    text.append(INDENT).append("/** ").append(comment.replace("*/", "*\\/")).append(" */\n");
  }

  private static String type(Param<?> param) {
    var signature = param.type().signature();
    var words = param.type().name().split(" \\| ");
    if (words.length == 1 && !signature.isEmpty()) {
      return signature;
    }
    return Stream.of(words)
        .map(FilterTypes::typeScript)
        .distinct()
        .collect(Collectors.joining(" | "));
  }

  /// The type that a word of the reference stands for.
  private static String typeScript(String word) {
    return switch (word) {
      case "string", "number", "boolean", "object", "any", "Data", "Message" -> word;
      case "integer" -> "number";
      case "size" -> "Size";
      case "duration" -> "Duration";
      case "function" -> "Callback";
      case "array" -> "readonly any[]";
      case "events" -> "Events | string";
      case "pipeline", "$=>$..." -> "Pipeline";
      case "Quota" -> "algo.Quota";
      default -> {
        if (word.startsWith("'") && word.endsWith("'")) {
          yield word;
        }
        throw new IllegalStateException(word + " (expected: a type with a form in TypeScript)");
      }
    };
  }
}
