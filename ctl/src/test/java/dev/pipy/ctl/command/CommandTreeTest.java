package dev.pipy.ctl.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.host.Host;
import dev.pipy.ctl.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandTreeTest {

  private final Tool tool;
  private final Host host;

  CommandTreeTest(@TempDir Path folder) {
    tool = new Tool(folder);
    host = tool.host();
  }

  /// A command of the tree that is made for these words.
  private CommandLine command(String name, String... words) {
    return requireNonNull(
        CommandTree.forLine(host, List.of(words)).getSubcommands().get(name), name);
  }

  @Test
  void a_line_lists_the_same_commands_as_the_whole_tree() {
    // when
    String help = CommandTree.forLine(host, List.of("--help")).getUsageMessage();

    // then
    assertThat(help).isEqualTo(CommandTree.forProcess(host).getUsageMessage());
  }

  @Test
  void a_command_that_a_line_names_is_whole() {
    CommandTree.forProcess(host)
        .getSubcommands()
        .forEach((name, whole) -> {
          CommandLine named = command(name, "-o", "json", name);
          assertThat(named.getUsageMessage()).as(name).isEqualTo(whole.getUsageMessage());
          assertThat(named.getSubcommands().keySet())
              .as(name)
              .isEqualTo(whole.getSubcommands().keySet());
        });
  }

  @Test
  void a_command_that_no_word_names_costs_no_options() {
    // when
    CommandLine deploy = command("deploy", "status");

    // then
    assertThat(deploy.getCommandSpec().options()).allMatch(option -> option.inherited());
  }

  @Test
  void a_file_of_arguments_may_name_any_command() {
    // when
    CommandLine deploy = command("deploy", "@arguments");

    // then
    assertThat(deploy.getCommandSpec().findOption("--message")).isNotNull();
  }

  @Test
  void a_wrong_word_is_told_what_is_similar() {
    // when
    int code = tool.run("deplyo");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("unknown command: deplyo", "deploy");
  }
}
