package dev.pipy.ctl.output;

import java.util.List;
import java.util.Locale;

/// The forms a result can take.
public enum OutputFormat {
  TABLE,
  WIDE,
  JSON,
  JSONL,
  YAML,
  NAME,
  /// A drawing of a graph, for Graphviz.
  DOT,
  /// A drawing of a graph, for Markdown.
  MERMAID,
  /// Findings for code scanners; only of `validate`.
  SARIF,
  /// Findings as GitHub's workflow commands; only of `validate`.
  GITHUB;

  /// Whether only findings have this form.
  public boolean isOfFindings() {
    return this == SARIF || this == GITHUB;
  }

  /// Whether people read it, rather than programs.
  public boolean isText() {
    return this == TABLE || this == WIDE;
  }

  /// Whether only graphs can be shown like that.
  public boolean isDrawing() {
    return this == DOT || this == MERMAID;
  }

  /// Whether errors are to be JSON as well.
  public boolean isJson() {
    return this == JSON || this == JSONL;
  }

  /// The format that was most likely asked for by arguments which could not be parsed.
  public static OutputFormat guess(List<String> arguments, String variable) {
    String value = variable;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--output=")) {
        value = argument.substring("--output=".length());
      } else if ((argument.equals("-o") || argument.equals("--output"))
          && i + 1 < arguments.size()) {
        value = arguments.get(i + 1);
      } else if (argument.startsWith("-o") && argument.length() > 2) {
        value = argument.substring(argument.charAt(2) == '=' ? 3 : 2);
      }
    }
    for (OutputFormat format : values()) {
      if (format.toString().equals(value)) {
        return format;
      }
    }
    return TABLE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
