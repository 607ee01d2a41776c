package dev.pipy.program;

import dev.pipy.event.Bytes;
import dev.pipy.event.Event;
import dev.pipy.event.Message;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.Param;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.ScriptObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The arguments of a filter call for people who look at a graph: what tells one call from another.
/// Contents stay out of it: bodies of functions, messages, commands, texts of options.
final class ArgumentText {

  private static final int LONGEST = 40;
  private static final int MOST_ELEMENTS = 4;

  /// Options whose texts are amounts.
  private static final Set<ParamType<?>> AMOUNTS =
      Set.of(
          ParamType.NUMBER,
          ParamType.INTEGER,
          ParamType.SIZE,
          ParamType.DURATION,
          ParamType.BOOLEAN,
          ParamType.PROTOCOL);

  private ArgumentText() {}

  /// One text for each argument.
  static List<String> of(PipelinePlan.Call call) {
    var spec = call.spec();
    var arguments = call.arguments();
    var texts = new ArrayList<String>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean isLast = i == arguments.size() - 1;
      var argument = arguments.get(i);
      texts.add(
          isLast && argument instanceof ScriptObject object && !spec.options().isEmpty()
              ? options(spec, object)
              : text(spec, argument));
    }
    return texts;
  }

  private static String text(FilterSpec spec, @Nullable Object argument) {
    return switch (argument) {
      case null -> "null";
      case Boolean flag -> flag.toString();
      case Number number -> number(number);
      case String text -> quoted(text);
      case PipelineRef.Named(var name) -> quoted(name);
      case PipelineRef.Inline _ -> "$=>$…";
      case Callback _ -> "() => …";
      case List<?> elements -> list(spec, elements);
      case Bytes _ -> "Data";
      case Message _ -> "Message";
      case Event event -> event.getClass().getSimpleName();
      case ScriptObject _ -> "{…}";
      default -> "…";
    };
  }

  private static String list(FilterSpec spec, List<?> elements) {
    if (!spec.namesModules()) {
      return elements.isEmpty() ? "[]" : "[…]";
    }
    var shown =
        elements.stream()
            .limit(MOST_ELEMENTS)
            .map(element -> element instanceof String text ? quoted(text) : "…")
            .collect(Collectors.joining(", "));
    return "[" + shown + (elements.size() > MOST_ELEMENTS ? ", …]" : "]");
  }

  private static String options(FilterSpec spec, ScriptObject object) {
    var given = object.properties();
    var texts = new ArrayList<String>();
    for (var option : spec.options()) {
      var value = given.get(option.name());
      if (value != null) {
        texts.add(option.name() + ": " + option(option, value));
      }
    }
    return texts.isEmpty() ? "{}" : "{ " + String.join(", ", texts) + " }";
  }

  private static String option(Param<?> option, Object value) {
    return switch (value) {
      case Boolean flag -> flag.toString();
      case Number number -> number(number);
      case String text when AMOUNTS.contains(option.type()) -> quoted(text);
      case Callback _ -> "() => …";
      default -> "…";
    };
  }

  private static String number(Number number) {
    double value = number.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /// Up to the first blank, since what follows may be the arguments of a command, and without what
  /// stands before an "@", which may be a password.
  private static String quoted(String text) {
    int blank = 0;
    while (blank < text.length()
        && blank < LONGEST
        && !Character.isWhitespace(text.charAt(blank))
        && !Character.isISOControl(text.charAt(blank))) {
      blank++;
    }
    var start = text.substring(0, blank);
    var shown = start.replaceFirst("[^/]*@", "…@");
    return "'" + shown + (blank < text.length() ? "…'" : "'");
  }
}
