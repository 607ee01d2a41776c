package dev.pipy.ctl.context;

import dev.pipy.ctl.outcome.CommandFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Contexts as YAML. What is not known is an error, so that a slip of the pen is noticed.
final class ContextYaml {

  private static final Set<String> TOP = Set.of("current-context", "contexts", "targets");
  private static final Set<String> FIELDS =
      Set.of(
          "targets", "token-file", "ca-cert", "cert", "key", "server-name", "protected", "program");

  private final String file;

  private ContextYaml(String file) {
    this.file = file;
  }

  /// @param file its name, for messages
  static Contexts parse(String file, String text) {
    Object tree;
    try {
      tree = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw CommandFailure.usage(file + ": is no YAML: " + e.getMessage());
    }
    return tree == null ? Contexts.NONE : new ContextYaml(file).contexts(tree);
  }

  private Contexts contexts(Object tree) {
    Map<String, Object> top = map("", tree);
    known("", top, TOP);
    Map<String, Context> byName = new LinkedHashMap<>();
    map("contexts", top.getOrDefault("contexts", Map.of()))
        .forEach((name, value) -> byName.put(name, context(name, value)));
    Map<String, String> targets = new LinkedHashMap<>();
    Map<String, Object> named = map("targets", top.getOrDefault("targets", Map.of()));
    named.keySet().forEach(name -> targets.put(name, text("targets.", named, name)));
    String current = text("", top, "current-context");
    if (!current.isEmpty() && !byName.containsKey(current)) {
      throw wrong("current-context", current, "one of " + byName.keySet());
    }
    return new Contexts(current, byName, targets);
  }

  /// A context with fields changed, which are named as in the file.
  static Context changed(Context context, Map<String, String> changes) {
    Map<String, Object> fields = fields(context);
    changes.forEach((name, value) -> {
      if (name.equals("protected") && value.matches("true|false")) {
        fields.put(name, Boolean.valueOf(value));
      } else {
        fields.put(name, value);
      }
    });
    return new ContextYaml("--set").context(context.name(), fields);
  }

  private Context context(String name, Object value) {
    String at = "contexts." + name + ".";
    Map<String, Object> fields = map("contexts." + name, value);
    known(at, fields, FIELDS);
    Object given = fields.getOrDefault("protected", false);
    if (!(given instanceof Boolean isProtected)) {
      throw wrong(at + "protected", given, "true or false");
    }
    return new Context(
        name,
        texts(at + "targets", fields.getOrDefault("targets", List.of())),
        text(at, fields, "token-file"),
        text(at, fields, "ca-cert"),
        text(at, fields, "cert"),
        text(at, fields, "key"),
        text(at, fields, "server-name"),
        isProtected,
        text(at, fields, "program"));
  }

  private Map<String, Object> map(String at, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(at.isEmpty() ? "the file" : at, value, "names with values");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, element) -> {
      if (element != null) {
        copy.put(String.valueOf(key), element);
      }
    });
    return copy;
  }

  private void known(String at, Map<String, Object> map, Set<String> names) {
    for (String name : map.keySet()) {
      if (!names.contains(name)) {
        throw CommandFailure.usage(
            file + ": " + at + name + ": not known (expected: one of " + sorted(names) + ")");
      }
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private String text(String at, Map<String, Object> map, String name) {
    Object value = map.getOrDefault(name, "");
    if (value instanceof Map || value instanceof List) {
      throw wrong(at + name, value, "a text");
    }
    return String.valueOf(value);
  }

  private List<String> texts(String at, Object value) {
    if (!(value instanceof List<?> list)) {
      throw wrong(at, value, "a list");
    }
    return list.stream().map(String::valueOf).toList();
  }

  private CommandFailure wrong(String at, @Nullable Object value, String expected) {
    return CommandFailure.usage(file + ": " + at + ": " + value + " (expected: " + expected + ")");
  }

  static String text(Contexts contexts) {
    Map<String, Object> top = new LinkedHashMap<>();
    put(top, "current-context", contexts.current());
    Map<String, Object> byName = new LinkedHashMap<>();
    contexts.byName().forEach((name, context) -> byName.put(name, fields(context)));
    top.put("contexts", byName);
    if (!contexts.targets().isEmpty()) {
      top.put("targets", contexts.targets());
    }
    DumpSettings block = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(block).dumpToString(top);
  }

  private static Map<String, Object> fields(Context context) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("targets", context.targets());
    put(fields, "token-file", context.tokenFile());
    put(fields, "ca-cert", context.caCert());
    put(fields, "cert", context.cert());
    put(fields, "key", context.key());
    put(fields, "server-name", context.serverName());
    if (context.isProtected()) {
      fields.put("protected", true);
    }
    put(fields, "program", context.program());
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }
}
