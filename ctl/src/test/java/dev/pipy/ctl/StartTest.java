package dev.pipy.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the tool as a process of its own.
final class StartTest {

  private final Path state;

  StartTest(@TempDir Path temporary) {
    state = temporary;
  }

  private record Ended(int code, String out) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xlog:class+load:stdout",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.pipy.ctl.Ctl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XDG_STATE_HOME", state.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "deploy --help", "deplyo", "help logs", "version --client"})
  void loads_neither_grpc_nor_jline_for_help(String line) throws Exception {
    // when
    Ended ended = run(line.split(" ", -1));

    // then
    assertThat(ended.out().lines().filter(StartTest::isHeavy)).isEmpty();
  }

  private static boolean isHeavy(String line) {
    return line.matches(".*\\] (io\\.grpc|com\\.google|org\\.jline|dev\\.pipy\\.control)\\..*");
  }

  @Test
  void ends_with_the_exit_code_of_the_command() throws Exception {
    assertThat(run("--help").code()).isZero();
    assertThat(run("status", "-t", "127.0.0.1:1").code()).isEqualTo(8);
  }
}
