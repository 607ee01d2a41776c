package dev.pipy.ctl.output;

import java.util.List;
import java.util.Locale;

/// The forms a result can take.
public enum OutputFormat {
  TABLE(Purpose.ANYTHING),
  WIDE(Purpose.ANYTHING),
  JSON(Purpose.ANYTHING),
  JSONL(Purpose.ANYTHING),
  YAML(Purpose.ANYTHING),
  NAME(Purpose.ANYTHING),
  /// A drawing of a graph, for Graphviz.
  DOT(Purpose.GRAPHS),
  /// A drawing of a graph, for Markdown.
  MERMAID(Purpose.GRAPHS),
  /// Findings for code scanners; only of `validate`.
  SARIF(Purpose.FINDINGS),
  /// Findings as GitHub's workflow commands; only of `validate`.
  GITHUB(Purpose.FINDINGS),
  /// Requests and answers for the network tools of browsers; only of `tap`.
  HAR(Purpose.TRAFFIC);

  /// What can be shown in a form.
  public enum Purpose {
    ANYTHING,
    GRAPHS,
    FINDINGS,
    TRAFFIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Purpose purpose;

  OutputFormat(Purpose purpose) {
    this.purpose = purpose;
  }

  /// What it is for.
  public Purpose purpose() {
    return purpose;
  }

  /// Whether people read it, rather than programs.
  public boolean isText() {
    return this == TABLE || this == WIDE;
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
