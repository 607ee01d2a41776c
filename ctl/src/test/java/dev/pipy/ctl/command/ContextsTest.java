package dev.pipy.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.ctl.testing.FakeServer;
import dev.pipy.ctl.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contexts, and commands that go to several servers.
final class ContextsTest {

  private final FakeServer one;
  private final FakeServer two;
  private final Path folder;
  private final Tool tool;

  ContextsTest(@TempDir Path temporary) throws IOException {
    one = FakeServer.start();
    two = FakeServer.start();
    folder = temporary;
    tool = new Tool(temporary);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private void both(String... more) {
    tool.run("config", "set-target", "a", one.target());
    tool.run("config", "set-target", "b", two.target());
    tool.run("config", "set-context", "both", "a", "b", "--set", "program=proxy");
    tool.run("config", "use-context", "both");
    for (String field : more) {
      tool.run("config", "set-context", "both", "--set", field);
    }
  }

  @Test
  void uses_the_servers_of_the_context() {
    // given
    tool.run("config", "set-context", "here", one.target());

    // when
    int before = tool.set("PIPYCTL_TIMEOUT", "2s").run("current-context");
    tool.run("config", "use-context", "here");
    int code = tool.run("status");

    // then
    assertThat(before).isEqualTo(2);
    assertThat(code).isZero();
    assertThat(tool.out()).startsWith(one.target() + "  ✓ healthy");
  }

  @Test
  void lists_shows_and_forgets_contexts() {
    // given
    both("protected=true");

    // when
    tool.run("config", "get-contexts");
    String table = tool.out();
    tool.run("config", "current-context");
    String current = tool.out();
    tool.run("config", "view", "-o", "json");
    String json = tool.out();
    tool.run("config", "view");
    String yaml = tool.out();
    tool.run("config", "delete-context", "both");
    tool.run("config", "get-contexts", "-o", "name");

    // then
    assertThat(table)
        .isEqualTo(
            """
            CURRENT  NAME  TARGETS  AUTH         PROTECTED                 PROGRAM
            *        both  a b      usual token  yes (asks before change)  proxy
            """);
    assertThat(current).isEqualTo("both\n");
    assertThat(json).contains("\"protected\": true", "\"a\": \"" + one.target() + "\"");
    assertThat(yaml).contains("current-context: both", "contexts:");
    assertThat(tool.out()).isBlank();
  }

  @Test
  void refuses_contexts_and_fields_it_does_not_know() {
    assertThat(tool.run("config", "use-context", "nope")).isEqualTo(2);
    assertThat(tool.run("config", "delete-context", "nope")).isEqualTo(2);
    assertThat(tool.run("status", "--context", "nope")).isEqualTo(2);
    assertThat(tool.err()).contains("no context nope");
    assertThat(tool.run("config", "set-context", "x", "--set", "token=secret")).isEqualTo(2);
    assertThat(tool.err()).contains("token: not known");
    assertThat(tool.run("config", "set-context", "x", "a b")).isEqualTo(2);
  }

  @Test
  void lets_options_go_before_variables_and_those_before_the_context() {
    // given
    both();
    tool.run("config", "set-context", "second", two.target());

    // when
    tool.run("status", "-t", "a", "-o", "table");
    String byOption = tool.out();
    tool.run("status", "--context", "second");
    String byContext = tool.out();
    tool.set("PIPYCTL_TARGET", one.target()).run("status");
    String byVariable = tool.out();
    tool.run("status", "--context", "second");

    // then
    assertThat(byOption).startsWith(one.target());
    assertThat(byContext).startsWith(two.target());
    assertThat(byVariable).startsWith(one.target());
    assertThat(tool.out()).startsWith(two.target());
  }

  @Test
  void takes_the_token_from_the_file_of_the_context() throws IOException {
    // given
    one.require("secret");
    Path config = folder.resolve("pipy/config.yaml");
    tool.run("config", "set-context", "here", one.target(), "--set", "token-file=here.token");
    Files.writeString(config.resolveSibling("here.token"), "secret\n");

    // when
    int code = tool.run("status", "--context", "here");
    int without = tool.run("status", "-t", one.target());

    // then
    assertThat(code).isZero();
    assertThat(without).isEqualTo(7);
  }

  @Test
  void takes_certificates_from_the_files_of_the_context() {
    tool.run("config", "set-context", "here", one.target(), "--set", "ca-cert=nowhere.crt");

    int code = tool.run("status", "--context", "here");
    String told = tool.err();
    int without = tool.run("status", "-t", one.target());

    assertThat(code).isEqualTo(2);
    assertThat(told).contains("cannot read").contains("pipy/nowhere.crt");
    assertThat(without).isZero();
  }

  @Test
  void is_about_the_program_of_the_context() {
    // given
    both();

    // when
    int code = tool.run("history", "-t", "a", "-o", "name");

    // then
    assertThat(code).isZero();
    assertThat(tool.out()).isEqualTo("r43\nr42\nr41\n");
  }

  @Test
  void shows_all_servers_in_one_table() {
    // given
    both();

    // when
    int code = tool.run("programs");

    // then
    assertThat(code).isZero();
    assertThat(tool.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly("TARGET", "a", "b");
    assertThat(tool.out()).startsWith("TARGET  PROGRAM  STATE");
  }

  @Test
  void shows_the_status_of_all_servers() {
    // given
    both();
    two.deployments().fail("r43 could not be started");

    // when
    int code = tool.run("status");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(tool.out())
        .contains("a  " + one.target() + "  ✓ healthy", "b  " + two.target() + "  ✗ not healthy")
        .contains("TARGET  PROGRAM", "TARGET  LISTENER");
  }

  @Test
  void tells_who_did_and_who_did_not() {
    // given
    both();
    tool.run("config", "set-target", "gone", "127.0.0.1:1");

    // when
    int code = tool.run("filters", "-t", "a", "-t", "gone", "-o", "json");
    String json = tool.out();
    int name = tool.run("filters", "-t", "a,b", "-o", "name");
    String names = tool.out();
    int table = tool.run("filters", "-t", "gone", "-t", "b");

    // then
    assertThat(code).isEqualTo(9);
    assertThat(json)
        .contains("\"target\": \"a\"", "\"exitCode\": 0", "\"name\": \"connect\"")
        .contains("\"target\": \"gone\"", "\"exitCode\": 8", "\"code\": \"UNAVAILABLE\"");
    assertThat(name).isZero();
    assertThat(names).startsWith("a acceptTLS\na connect\n").endsWith("b muxHTTP\n");
    assertThat(table).isEqualTo(9);
    assertThat(tool.err())
        .contains("gone: ✗ cannot reach the server")
        .contains("not all of the 2 targets: failed on gone");
    assertThat(tool.out()).contains("b       connect");
  }

  @Test
  void changes_all_servers_one_after_the_other() throws IOException {
    // given
    both();
    Files.writeString(folder.resolve("main.js"), "pipy()");

    // when
    int deployed = tool.run("deploy", folder.resolve("main.js").toString(), "-c", "proxy");
    String told = tool.out();
    int rolledBack = tool.run("rollback", "--yes", "-o", "jsonl");
    String lines = tool.out();
    int stopped = tool.run("stop", "proxy", "--yes");
    one.deployments().setActive(0);
    two.deployments().setActive(0);
    int started = tool.run("start");
    int waited = tool.run("wait", "--for", "healthy", "--timeout", "200ms");

    // then
    assertThat(deployed).isZero();
    assertThat(told).contains("a  ✓ proxy r44 is active", "b  ✓ proxy r44 is active");
    assertThat(one.deployments().deploys()).hasSize(1);
    assertThat(two.deployments().deploys()).hasSize(1);
    assertThat(rolledBack).isZero();
    assertThat(lines.lines()).hasSize(2).first().asString().startsWith("{\"target\":\"a\"");
    assertThat(stopped).isZero();
    assertThat(started).isZero();
    assertThat(waited).isEqualTo(10);
  }

  @Test
  void asks_before_a_change_of_a_protected_context() throws IOException {
    // given
    both("protected=true");
    String script = Files.writeString(folder.resolve("main.js"), "pipy()").toString();

    // when
    int nobody = tool.run("deploy", script, "-c", "proxy");
    String error = tool.err();
    int byAddress = tool.run("deploy", script, "-c", "proxy", "-t", one.target());
    int agreed = tool.run("deploy", script, "-c", "proxy", "--yes");
    int dry = tool.run("deploy", script, "-c", "proxy", "--dry-run");
    int dev = tool.run("dev", script);
    int declined = tool.answering("n").run("start", "proxy");

    // then
    assertThat(nobody).isEqualTo(2);
    assertThat(error)
        .contains("The context both is protected")
        .contains("on a, b")
        .contains("--yes");
    assertThat(byAddress).isEqualTo(2);
    assertThat(agreed).isZero();
    assertThat(dry).isZero();
    assertThat(dev).isEqualTo(2);
    assertThat(declined).isEqualTo(1);
    assertThat(tool.questions().getLast()).contains("start proxy on a, b?");
  }

  @Test
  void lets_a_command_for_one_server_say_so() {
    // given
    both();

    // when
    int code = tool.run("logs");

    // then
    assertThat(code).isEqualTo(2);
    assertThat(tool.err()).contains("-t a or -t b");
  }

  @Test
  void completes_names_of_contexts() {
    // given
    both();

    // when
    tool.run("__complete", "config", "use-context", "b");
    String contexts = tool.out();
    tool.run("__complete", "--context", "both", "status", "p");

    // then
    assertThat(contexts).isEqualTo("both\t\n");
    assertThat(tool.out()).isEqualTo("proxy\tr43\n");
  }
}
