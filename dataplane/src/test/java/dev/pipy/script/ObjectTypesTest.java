package dev.pipy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.TypeDeclarations;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

/// What scripts can use and what is declared in TypeScript are the same, by name.
final class ObjectTypesTest {

  /// Lists `name`, `name.member`, `name.Class.member` ... of all globals.
  private static final String INVENTORY =
      """
      ((found, skipped, visit) => (
        found = [],
        skipped = new Set(['constructor', 'prototype', 'length', 'name']),
        visit = (path, value, depth) => {
          found.push(path)
          if (depth > 2 || value === null || Array.isArray(value) || (typeof value !== 'object' && typeof value !== 'function')) return
          for (const holder of [value, typeof value === 'function' && value.prototype]) {
            if (!holder) continue
            for (const name of Object.getOwnPropertyNames(holder)) {
              if (skipped.has(name) || name === 'toString' || name === 'toJSON' || name === 'valueOf') continue
              const member = Object.getOwnPropertyDescriptor(holder, name)
              // what a file defines on demand is an accessor of its namespace until then
              const isOnDemand = member.get && holder === value && typeof value === 'object'
              visit(`${path}.${name}`, isOnDemand ? value[name] : member.value, depth + 1)
            }
          }
        },
        Object.getOwnPropertyNames(globalThis).forEach(name => visit(name, globalThis[name], 0)),
        pipy().listen(found)
      ))()
      """;

  private static final Pattern SCOPE =
      Pattern.compile(
          "(?:declare )?(?:class|namespace|interface) (\\w+)(?:<.*>)?(?: extends (\\w+))? \\{}?"
              + "|(?:declare const |readonly )(\\w+): \\{");
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?:declare )?(?:static |readonly |function |const |class |var )*(\\w+)\\b.*");

  private final Set<String> declared = new HashSet<>();
  private final Map<String, String> parents = new HashMap<>();

  @Test
  void declares_what_scripts_can_use() {
    read(TypeDeclarations.text());
    var standard = standardGlobals();

    var missing =
        inventory().stream()
            .filter(path -> !standard.contains(path.replaceFirst("\\..*", "")))
            .filter(path -> !path.matches("os\\.env\\..*"))
            .filter(path -> !isDeclared(path))
            .toList();

    assertThat(missing).as("add to objects.d.ts").isEmpty();
  }

  @Test
  void declares_nothing_that_is_not_there() {
    read(TypeDeclarations.text());
    var there = Set.copyOf(inventory());

    var surplus =
        declared.stream()
            .filter(path -> path.matches("(algo|crypto|stats|logging|XML|YAML|http)\\.\\w+"))
            .filter(path -> !there.contains(path))
            .filter(path -> !Set.of("stats.Metric", "logging.Logger", "algo.Target").contains(path))
            .toList();

    assertThat(surplus).as("take from objects.d.ts").isEmpty();
  }

  /// `name`, `name.member`, `name.Class.member` ... of all that scripts can use.
  static List<String> inventory() {
    try (var program = TestProgram.patient("/main.js", INVENTORY)) {
      program.loaded();
      return ((List<?>) program.argument(0)).stream().map(String::valueOf).toList();
    }
  }

  /// What the language has without us; JSON is extended.
  static Set<String> standardGlobals() {
    try (var context = Context.create("js")) {
      var names = context.eval("js", "Object.getOwnPropertyNames(globalThis)").as(List.class);
      return ((List<?>) names)
          .stream()
              .map(String::valueOf)
              .filter(name -> !name.equals("console"))
              .collect(Collectors.toSet());
    }
  }

  private boolean isDeclared(String path) {
    if (declared.contains(path)) {
      return true;
    }
    int dot = path.lastIndexOf('.');
    var parent = dot < 0 ? null : parents.get(path.substring(0, dot));
    return parent != null && isDeclared(parent + path.substring(dot));
  }

  private void read(String text) {
    var scopes = new ArrayDeque<String>();
    for (var line : text.lines().map(String::strip).toList()) {
      var prefix = scopes.isEmpty() || scopes.peek().isEmpty() ? "" : scopes.peek() + ".";
      var scope = SCOPE.matcher(line);
      if (scope.matches()) {
        var name = prefix + (scope.group(1) == null ? scope.group(3) : scope.group(1));
        declared.add(name);
        if (scope.group(2) != null) {
          parents.put(name, prefix + scope.group(2));
        }
        scopes.push(name.equals("Pipy") ? "pipy" : name);
        if (line.endsWith("}")) {
          scopes.pop();
        }
      } else if (line.startsWith("}")) {
        scopes.pop();
      } else if (line.endsWith("{")) {
        scopes.push("");
      } else if (!line.startsWith("/") && !line.startsWith("*")) {
        var member = MEMBER.matcher(line);
        if (member.matches()) {
          declared.add(prefix + member.group(1));
        }
      }
    }
  }
}
