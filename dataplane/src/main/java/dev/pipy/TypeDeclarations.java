package dev.pipy;

import dev.pipy.codebase.Codebase;
import dev.pipy.filter.FilterTypes;
import dev.pipy.script.ContextVariables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What scripts can use, declared in TypeScript: the content of a file `pipy.d.ts`.
public final class TypeDeclarations {

  private static final String OBJECTS = "/dev/pipy/types/objects.d.ts";

  private TypeDeclarations() {}

  /// The filters and the objects.
  public static String text() {
    return "// Filters and objects of scripts; written by pipy --types.\n\n"
        + objects()
        + "\n"
        + FilterTypes.declarations();
  }

  /// Those, and the context variables of a codebase. They have any type, since a script may put any
  /// value into them.
  public static String textFor(Codebase codebase) {
    var variables = new StringBuilder();
    for (var name : ContextVariables.of(codebase)) {
      if (isIdentifier(name)) {
        variables.append("declare var ").append(name).append(": any\n");
      }
    }
    return variables.isEmpty()
        ? text()
        : text() + "\n// Context variables of the codebase.\n\n" + variables;
  }

  private static boolean isIdentifier(String name) {
    return name.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*");
  }

  private static String objects() {
    try (var file = TypeDeclarations.class.getResourceAsStream(OBJECTS)) {
      return new String(
          Objects.requireNonNull(file, OBJECTS).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure); // a part of the program itself
    }
  }
}
