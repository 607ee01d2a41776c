package dev.pipy.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptTest {

  private final FakeServer server;
  private final Path folder;
  private final Tool tool;

  ScriptTest(@TempDir Path temporary) throws IOException {
    server = FakeServer.start();
    folder = temporary;
    tool = new Tool(temporary).target(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void runs_standard_input_when_there_is_no_terminal() {
    // when
    int code = tool.input("# a comment\n\nstatus -o name\nfilters -o name | grep con\n").run();

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("proxy\nconnect\n");
  }

  @Test
  void stops_at_the_first_failure_with_its_exit_code() throws IOException {
    // given
    Path script = folder.resolve("x.pipy");
    Files.writeString(script, "status -o name\nstatus nope\nfilters\n");

    // when
    int code = tool.run("shell", script.toString());

    // then
    assertThat(code).isEqualTo(5);
    assertThat(tool.out()).isEqualTo("proxy\n");
    assertThat(tool.err()).endsWith(script + ":2: failed with exit code 5; stopped\n");
  }

  @Test
  void goes_on_after_a_failure_when_asked_to() {
    // when
    int code = tool.input("nonsense\nlogs | less\nstatus -o name\n").run("shell", "--keep-going");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.out()).isEqualTo("proxy\n");
    assertThat(tool.err()).contains("stdin:1: ").contains("stdin:2: ");
  }

  @Test
  void leaves_at_exit() {
    // when
    int code = tool.input("exit\nnonsense\n").run();

    // then
    assertThat(code).isZero();
  }

  @Test
  void lets_no_line_influence_the_next() {
    // when
    tool.input("status -o name\nstatus\n").run();

    // then
    assertThat(tool.out()).startsWith("proxy\n" + server.target());
  }

  @Test
  void passes_the_options_of_the_shell_on_to_its_lines() {
    // when
    tool.input("status\n").run("shell", "-o", "name");

    // then
    assertThat(tool.out()).isEqualTo("proxy\n");
  }

  @Test
  void writes_results_to_a_file() throws IOException {
    // given
    Path file = folder.resolve("out.txt");

    // when
    int code = tool.input("filters -o name > " + file + "\n").run();

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEmpty();
    assertThat(file).hasContent("acceptTLS\nconnect\nmuxHTTP\n");
  }

  @Test
  void appends_to_a_file_what_passes_the_filters() throws IOException {
    // given
    Path file = folder.resolve("out.txt");

    // when
    int code =
        tool.input(
                "filters -o name | grep -i HTTP > %s\nfilters -o name | grep -v HTTP >> %s\n"
                    .formatted(file, file))
            .run();

    // then
    assertThat(code).isZero();
    assertThat(file).hasContent("muxHTTP\nacceptTLS\nconnect\n");
  }

  @Test
  void has_variables_aliases_and_the_last_exit_code() {
    // when
    int code =
        tool.set("FROM_OUTSIDE", "proxy")
            .input(
                """
                alias names='filters -o name'
                names | grep con
                set P=proxy
                history ${P} -o name | grep r43
                status ${FROM_OUTSIDE} -o name
                status nope
                set CODE=$?
                set
                alias
                """)
            .run("shell", "--keep-going");

    // then
    assertThat(code).isEqualTo(5);
    assertThat(tool.out())
        .isEqualTo("connect\nr43\nproxy\nCODE=5\nP=proxy\nnames=filters -o name\n");
  }

  @Test
  void names_a_variable_that_is_not_there() {
    // when
    int code = tool.input("status ${NOPE}\n").run();

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("no variable NOPE").contains("set NOPE=VALUE");
  }

  @Test
  void shows_lines_before_it_runs_them() {
    // when
    tool.input("filters -o name | grep con\n").run("shell", "--echo");

    // then
    assertThat(tool.err()).isEqualTo("+ filters -o name | grep con\n");
  }

  @Test
  void runs_lines_of_other_files() throws IOException {
    // given
    Path inner = Files.writeString(folder.resolve("inner"), "set P=proxy\nstatus -o name\n");
    Path loop = folder.resolve("loop");
    Files.writeString(loop, "source " + loop + "\n");

    // when
    int code = tool.input("source " + inner + "\nhistory ${P} -o name | grep r43\n").run();
    String out = tool.out();
    int looped = tool.input("source " + loop + "\n").run();

    // then
    assertThat(code).isZero();
    assertThat(out).isEqualTo("proxy\nr43\n");
    assertThat(looped).isEqualTo(2);
  }

  @Test
  void has_no_jobs_and_nothing_endless() {
    // when
    int background = tool.input("logs -f &\n").run();
    int endless = tool.input("watch 1s status\n").run();

    // then
    assertThat(background).isEqualTo(2);
    assertThat(endless).isEqualTo(2);
  }

  @Test
  void asks_nobody() {
    // when
    int code = tool.input("rollback proxy\n").run();

    // then
    assertThat(code).isEqualTo(2);
    assertThat(server.deployments().rollbacks()).isEmpty();
  }
}
