package dev.pipy.control.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Puts into a value what it refers to: `${NAME}` is an environment variable, `${NAME:-text}` has a
/// default, `$${` is `${` itself; `file:PATH` is the text of a file, for secrets.
record ValueText(Path configFile, UnaryOperator<String> variables) {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{");
  private static final String FILE = "file:";
  private static final long LARGEST = 64 << 10;

  /// @param shown what may be printed
  record Resolved(String text, String shown) {}

  /// What a value refers to is not there.
  static final class Unresolved extends Exception {

    private static final long serialVersionUID = 1;

    Unresolved(String message) {
      super(message);
    }
  }

  Resolved of(String written) throws Unresolved {
    var text = withVariables(written);
    if (!text.startsWith(FILE)) {
      return new Resolved(text, text);
    }
    return new Resolved(content(text.substring(FILE.length())), "(text of " + text + ")");
  }

  private String withVariables(String written) throws Unresolved {
    var text = new StringBuilder();
    var reference = REFERENCE.matcher(written);
    int at = 0;
    while (reference.find()) {
      text.append(written, at, reference.start());
      at = reference.end();
      var name = reference.group(1);
      if (name != null) {
        text.append(variable(name, reference.group(3)));
      } else if (reference.group().startsWith("$$")) {
        text.append("${");
      } else {
        throw new Unresolved("${ without a name and } (expected: ${NAME}, or $${ for itself)");
      }
    }
    return text.append(written, at, written.length()).toString();
  }

  private String variable(String name, @Nullable String otherwise) throws Unresolved {
    var value = variables.apply(name);
    if (!value.isEmpty()) {
      return value;
    }
    if (otherwise == null) {
      throw new Unresolved(
          "the environment variable "
              + name
              + " is not set (for a default: ${"
              + name
              + ":-text})");
    }
    return otherwise;
  }

  private String content(String path) throws Unresolved {
    var file = configFile.resolveSibling(path);
    try {
      if (Files.size(file) > LARGEST) {
        throw new Unresolved(file + " is larger than 64 KiB");
      }
      return Files.readString(file).strip();
    } catch (IOException failure) {
      throw new Unresolved(file + " cannot be read: " + failure.getClass().getSimpleName());
    }
  }
}
