package dev.pipy.ctl.codebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pipy.ctl.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramNameTest {

  @ParameterizedTest
  @CsvSource({
    "proxy, proxy",
    "02-echo, 02-echo",
    "My Proxy!, my-proxy",
    "_a.b_, a-b",
    "x/../proxy, proxy",
  })
  void makes_a_name_from_that_of_the_folder(String folder, String name) {
    assertThat(ProgramName.of(Path.of(folder))).isEqualTo(name);
  }

  @Test
  void cuts_a_name_that_is_too_long() {
    assertThat(ProgramName.of(Path.of("a".repeat(62) + "-bc"))).isEqualTo("a".repeat(62));
  }

  @Test
  void names_a_script_called_main_after_its_folder(@TempDir Path folder) throws IOException {
    // given
    Path proxy = Files.createDirectory(folder.resolve("proxy"));
    Path main = Files.writeString(proxy.resolve("main.js"), "");
    Path other = Files.writeString(proxy.resolve("other.js"), "");

    // then
    assertThat(ProgramName.of(main)).isEqualTo("proxy");
    assertThat(ProgramName.of(other)).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "ä"})
  void refuses_a_name_that_is_not_valid(String name) {
    assertThatThrownBy(() -> ProgramName.checked(name)).isInstanceOf(CommandFailure.class);
  }
}
