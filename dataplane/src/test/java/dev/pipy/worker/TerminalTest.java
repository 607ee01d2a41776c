package dev.pipy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A terminal that `script` makes.
class TerminalTest {

  @Test
  void a_terminal_becomes_raw_and_what_it_was_again() throws Exception {
    Process shell;
    try {
      shell =
          new ProcessBuilder("script", "-qfec", "tty; cat", "/dev/null")
              .redirectErrorStream(true)
              .start();
    } catch (IOException missing) {
      Assumptions.abort("script is not installed");
      return;
    }
    try (BufferedReader output = shell.inputReader(StandardCharsets.US_ASCII)) {
      var device = ProcessBuilder.Redirect.from(new File(output.readLine().strip()));
      var terminal = new Terminal(device, "it");
      assertThat(modes(device)).contains(" icanon").contains(" echo ");

      terminal.raw(true);

      assertThat(terminal.isRaw()).isTrue();
      assertThat(modes(device)).contains("-icanon").contains("-echo ");

      terminal.raw(false);

      assertThat(terminal.isRaw()).isFalse();
      assertThat(modes(device)).contains(" icanon").contains(" echo ");
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void a_file_is_no_terminal() {
    var terminal =
        new Terminal(ProcessBuilder.Redirect.from(new File("/dev/null")), "standard input");
    assertThatThrownBy(() -> terminal.raw(true)).hasMessage("standard input is no terminal");
    assertThat(terminal.isRaw()).isFalse();
  }

  private static String modes(ProcessBuilder.Redirect device) throws IOException {
    var process = new ProcessBuilder("stty", "-a").redirectInput(device).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
        .replace('\n', ' ');
  }
}
