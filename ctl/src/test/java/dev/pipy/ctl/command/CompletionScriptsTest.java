package dev.pipy.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts for other shells, loaded and asked by these. A program that stands in for the tool
/// offers the very words that it is given.
final class CompletionScriptsTest {

  private static final String STAND_IN =
      """
      #!/bin/sh
      [ "$1" = __complete ] && shift
      for word; do printf '%s\\ta word\\n' "$word"; done
      """;

  private final Path folder;

  CompletionScriptsTest(@TempDir Path temporary) {
    folder = temporary;
  }

  @BeforeEach
  void put_the_tool_on_the_path() throws IOException {
    Path program = Files.writeString(folder.resolve("pipyctl"), STAND_IN);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  /// What a shell prints that loads the script and runs more; it must find nothing wrong.
  private List<String> answer(String kind, List<String> shell, String before, String after)
      throws Exception {
    assumeTrue(
        Stream.of("/usr/bin", "/bin").anyMatch(at -> Files.isExecutable(Path.of(at, kind))),
        "needs " + kind + ", which is not installed");
    Tool tool = new Tool(folder);
    assertThat(tool.run("completion", kind)).isZero();
    Path script = Files.writeString(folder.resolve("completion"), tool.out());
    String text = before + "\nsource '" + script + "'\n" + after + "\n";
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(shell.stream(), Stream.of("-c", text)).toList());
    builder.environment().put("PATH", folder + ":/usr/bin:/bin");
    builder.environment().put("HOME", folder.toString());
    builder.redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    String errors = Files.readString(folder.resolve("errors"));
    assertThat(code).as(said + errors).isZero();
    assertThat(errors).isEmpty();
    return said.lines().toList();
  }

  @Test
  void teaches_bash() throws Exception {
    assertThat(
            answer(
                "bash",
                List.of("bash", "--norc", "--noprofile"),
                "",
                """
                complete -p pipyctl
                COMP_WORDS=(pipyctl deploy "" --output = js) COMP_CWORD=5
                _pipyctl
                printf '%s\\n' "${COMPREPLY[@]}"
                """))
        .containsExactly("complete -F _pipyctl pipyctl", "deploy", "", "js");
  }

  @Test
  void teaches_zsh() throws Exception {
    assertThat(
            answer(
                "zsh",
                List.of("zsh", "-f"),
                "autoload -U compinit && compinit -u -D",
                """
                print -r -- "$_comps[pipyctl]"
                compadd() { print -l -- "$values[@]"; print -l -- "$texts[@]" }
                words=(pipyctl deploy pro) CURRENT=3
                _pipyctl
                """))
        .containsExactly("_pipyctl", "deploy", "pro", "deploy  -- a word", "pro  -- a word");
  }

  @Test
  void teaches_fish() throws Exception {
    assertThat(
            answer("fish", List.of("fish", "--no-config"), "", "complete -C 'pipyctl status st'"))
        .containsExactlyInAnyOrder("status\ta word", "st\ta word");
  }
}
