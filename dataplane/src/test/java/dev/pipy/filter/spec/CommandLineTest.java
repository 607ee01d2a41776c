package dev.pipy.filter.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandLineTest {

  @Test
  void splits_as_a_shell_does() {
    assertThat(CommandLine.words("tr  a-z\tA-Z ")).containsExactly("tr", "a-z", "A-Z");
    assertThat(CommandLine.words("sh -c 'echo \"a b\"'"))
        .containsExactly("sh", "-c", "echo \"a b\"");
    assertThat(CommandLine.words("a \"b \\\" c\" d\\ e ''"))
        .containsExactly("a", "b \" c", "d e", "");
    assertThat(CommandLine.words("a'b c'd")).containsExactly("ab cd");
    assertThat(CommandLine.words("a $HOME *")).containsExactly("a", "$HOME", "*");
  }

  @Test
  void takes_an_array_as_it_is() {
    assertThat(CommandLine.words(List.of("a", "b c", ""))).containsExactly("a", "b c", "");
  }

  @Test
  void refuses_what_is_no_command() {
    assertThat(CommandLine.words("")).isNull();
    assertThat(CommandLine.words("  ")).isNull();
    assertThat(CommandLine.words("a 'b")).isNull();
    assertThat(CommandLine.words("''")).isNull();
    assertThat(CommandLine.words(List.of())).isNull();
    assertThat(CommandLine.words(List.of("a", 1))).isNull();
    assertThat(CommandLine.words("a\0b")).isNull();
    assertThat(CommandLine.words(5)).isNull();
    assertThat(CommandLine.words(null)).isNull();
  }
}
