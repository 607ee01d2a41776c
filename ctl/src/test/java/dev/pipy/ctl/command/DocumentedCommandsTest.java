package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the documentation tells people to type is understood.
final class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("^```(?:sh|console)\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("(?:.*\\s)?(?:[\\w/]*/)?(pipyctl\\s.*)");

  private final Tool tool;

  DocumentedCommandsTest(@TempDir Path temporary) {
    tool = new Tool(temporary);
  }

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      List<Path> pages = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.stream());
    }
  }

  private static Stream<String> commands(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page).replace("\\\n", " "))
        .results()
        .flatMap(block -> {
          // what begins without $ is what such a block shows as an answer
          boolean isDialogue = block.group(1).startsWith("$ ");
          return block.group(1).lines().filter(line -> !isDialogue || line.startsWith("$ "));
        })
        .map(line -> line.replaceFirst("(^|\\s)#.*", ""))
        .map(COMMAND::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shows_commands_that_there_are(Path page) throws IOException {
    for (String line : commands(page).toList()) {
      String[] words = DoctorManTest.words(line).stream().skip(1).toArray(String[]::new);
      assertThatCode(() -> CommandTree.forProcess(tool.host()).parseArgs(words))
          .as(page + ": " + line)
          .doesNotThrowAnyException();
    }
  }
}
