package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/// The page about running a server has a table of all options, made from their declarations, and a
/// row for each exit code.
class OperationsPageTest {

  private static final Path PAGE = Path.of("../docs/operations.md");
  private static final String BEGIN = "<!-- options: written by OperationsPageTest -->\n";
  private static final String END = "<!-- end of options -->";
  private static final String COMMAND =
      "mvn -pl control test -Dtest=OperationsPageTest -Dpipy.docs.write=true";

  private static String table() {
    var text =
        new StringBuilder(
            """
            | option | variable | default | does |
            |---|---|---|---|
            """);
    var syntax = new CommandLineSyntax(new Console(System.out, System.err, Map.of()));
    syntax.settings().forEach(option -> text.append(row(option)));
    return text.toString();
  }

  private static String row(OptionSpec option) {
    var name = option.longestName();
    var label = option.arity().max() == 0 ? "" : "=" + option.paramLabel().replace("|", "\\|");
    var standard = option.defaultValue() == null ? "" : option.defaultValue();
    var description =
        String.join(" ", option.description())
            .replace("%%", "%")
            .replace(" Default: " + standard + ".", "")
            .replace("|", "\\|");
    return "| `%s%s` | `%s` | %s | %s |\n"
        .formatted(name, label, SettingSources.variable(name), standard, description);
  }

  @Test
  void has_the_table_of_options() throws IOException {
    var page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    var current = page.substring(0, begin) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("pipy.docs.write")) {
      Files.writeString(PAGE, current);
    }

    assertThat(PAGE)
        .as("docs/operations.md is stale; write it again with: %s", COMMAND)
        .content()
        .isEqualTo(current);
  }

  @Test
  void explains_each_exit_code() {
    assertThat(PAGE)
        .content()
        .contains(
            Arrays.stream(ExitCode.values()).map(code -> "\n| " + code.number() + " | ").toList());
  }
}
