package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DoctorManTest {

  private final FakeServer server;
  private final Tool tool;
  private final Path folder;

  DoctorManTest(@TempDir Path temporary) throws IOException {
    folder = temporary;
    server = FakeServer.start();
    tool = new Tool(temporary).target(server).set("PIPY_LAUNCHER", "/bin/true");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void finds_nothing_wrong() {
    // when
    int code = tool.run("doctor");

    // then
    assertThat(code).as(tool.out()).isZero();
    assertThat(tool.out())
        .startsWith("client\n ✓ pipyctl ")
        .contains(" ✓ pipy is at /bin/true")
        .contains("target " + server.target())
        .contains(" ✓ TCP connection in ", "1 program, all well", "free for the state in")
        .endsWith("Status: 0 problems, 0 warnings\n");
  }

  @Test
  void tells_what_is_wrong_and_what_to_do() {
    // given
    server.deployments().fail("r43 could not be started");

    // when
    int code = tool.run("doctor");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.out())
        .contains(" ✗ program proxy does not run: r43 could not be started   [PIPY9017]")
        .contains("See: pipyctl history proxy");
  }

  @Test
  void tells_that_nobody_is_there() {
    // when
    int code = tool.run("doctor", "-t", "127.0.0.1:1", "-o", "json");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.out())
        .contains("\"problems\": 1,", "\"id\": \"PIPY9011\"", "\"state\": \"problem\"");
  }

  @Test
  void tells_that_a_token_is_missing() {
    // given
    server.require("secret");

    // when
    int code = tool.run("doctor", "-o", "name");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.out()).isEqualTo("target " + server.target() + " PIPY9012\n");
  }

  @Test
  void prints_a_page() {
    // when
    int code = tool.run("man", "config", "set-context");

    // then
    assertThat(code).isZero();
    assertThat(tool.out())
        .startsWith(".TH \"PIPYCTL\\-CONFIG\\-SET\\-CONTEXT\" 1")
        .contains(".SH NAME\npipyctl\\-config\\-set\\-context \\- Make a context")
        .contains("pipyctl\\-config(1)");
    assertThat(tool.run("man", "nope")).isEqualTo(2);
  }

  @Test
  void writes_pages_that_man_finds_nothing_wrong_with() throws Exception {
    // given
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/man")), "needs man");
    Path pages = folder.resolve("man1");

    // when
    int code = tool.run("man", "--dir", pages.toString());

    // then
    assertThat(code).isZero();
    List<Path> files;
    try (Stream<Path> all = Files.list(pages)) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(15).contains(pages.resolve("pipyctl-deploy.1"));
    for (Path file : files) {
      Process man =
          new ProcessBuilder(
                  "man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", file.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(man.getErrorStream().readAllBytes(), UTF_8);
      assertThat(man.waitFor()).as("%s: %s", file, said).isZero();
      assertThat(said).as(file.toString()).isEmpty();
    }
  }

  /// The commands and, for each, the words that lead to it.
  static List<CommandLine> all(CommandLine tree) {
    List<CommandLine> all = new ArrayList<>();
    for (CommandLine command : tree.getSubcommands().values().stream().distinct().toList()) {
      all.add(command);
      all.addAll(all(command));
    }
    return all;
  }

  @Test
  void gives_every_command_an_example_that_parses() {
    // given
    CommandLine tree = CommandTree.forProcess(tool.host());

    for (CommandLine command : all(tree)) {
      String name = command.getCommandSpec().qualifiedName();
      String[] examples = command.getCommandSpec().usageMessage().footer();

      // then
      assertThat(examples).as(name).anyMatch(line -> line.strip().startsWith(name));
      for (String line : examples) {
        String typed =
            line.strip()
                .replaceFirst("^echo .* \\| ", "")
                .replaceFirst("^source <\\((.*)\\)$", "$1");
        List<String> words = new ArrayList<>(words(typed));
        assertThat(words.removeFirst()).as(line).isEqualTo("pipyctl");
        // then: no exception
        CommandTree.forProcess(tool.host()).parseArgs(words.toArray(String[]::new));
      }
    }
  }

  /// Up to a pipe, a redirection or the next command.
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    var matcher = java.util.regex.Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
    while (matcher.find()) {
      String word = matcher.group(3);
      if (word != null && word.matches("[|>&].*")) {
        break;
      }
      words.add(word != null ? word : matcher.group().substring(1, matcher.group().length() - 1));
    }
    return words;
  }

  /// A command or an option that the documentation lacks is one that nobody finds.
  @Test
  void is_documented_command_by_command_and_option_by_option() throws IOException {
    // given
    String documentation = Files.readString(Path.of("../docs/pipyctl.md"), UTF_8);
    CommandLine tree = CommandTree.forProcess(tool.host());

    // then
    for (CommandLine command : all(tree)) {
      String name = command.getCommandSpec().qualifiedName();
      int start = documentation.indexOf("### " + name + "\n");
      assertThat(start).as("docs/pipyctl.md has no section: ### " + name).isNotNegative();
      int end = documentation.indexOf("\n### ", start + 4);
      String section = documentation.substring(start, end < 0 ? documentation.length() : end);
      assertThat(section).as(name + " has no example").contains("```console\n$ " + name);
      command.getCommandSpec().options().stream()
          .filter(option -> !option.inherited() && !option.hidden())
          .forEach(option -> assertThat(section).as(name).contains("`" + option.longestName()));
    }
    tree.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> assertThat(documentation).contains("`" + option.longestName()));
  }
}
