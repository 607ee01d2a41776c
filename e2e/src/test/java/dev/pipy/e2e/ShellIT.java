package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.v1.GetFilterRequest;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.ControlApi;
import dev.pipy.e2e.support.Ctl;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Terminal;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The control tool: its shell, by script and by hand, and what its commands print.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellIT {

  @TempDir static Path folder;
  private final int port = Ports.free();
  private ProxyUnderTest proxy;
  private Ctl ctl;

  @BeforeAll
  void start() {
    proxy = ProxyUnderTest.empty(folder);
    ctl = proxy.ctl();
    CodebaseFolder site =
        CodebaseFolder.ofScript(
            folder.resolve("site"), "pipy().listen(" + port + ").serveHTTP(new Message('site'))");
    ctl.ok("deploy", site.path());
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  @Test
  void runs_a_script_from_its_input() {
    Command.Result result = ctl.runReading("# a comment\nstatus\nfilters muxHTTP\n", "shell");

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.out()).contains("site", "maxIdle");
  }

  @Test
  void runs_a_script_from_a_file() throws IOException {
    Path script = Files.writeString(folder.resolve("look.pipy"), "history site\n");

    Command.Result result = ctl.run("shell", script);

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.out()).contains("r1");
  }

  @Test
  void stops_at_the_first_failure_with_its_exit_code() {
    Command.Result result = ctl.runReading("filters noSuchFilter\nhistory site\n", "shell");

    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.all()).contains("noSuchFilter").doesNotContain("r1");
  }

  @Test
  void prints_json_on_request() {
    assertThat(ctl.run("filters", "-o", "json").out().strip()).startsWith("{").endsWith("}");
    assertThat(ctl.run("status", "-o", "json").out()).contains("\"site\"");
  }

  @Test
  void says_how_to_deploy_what_is_no_codebase() {
    Command.Result result = ctl.run("deploy", folder.resolve("nowhere"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("nowhere");
  }

  @Test
  void explains_a_filter_with_an_example_that_runs() throws IOException {
    String page = ctl.ok("filters", "muxHTTP");

    assertThat(page).contains("muxHTTP(", "maxIdle", "default");
    try (ControlApi api = ControlApi.of(proxy)) {
      String example =
          api.filters()
              .getFilter(GetFilterRequest.newBuilder().setName("muxHTTP").build())
              .getFilter()
              .getExample();
      CodebaseFolder codebase = CodebaseFolder.ofScript(folder.resolve("example"), example);
      assertThat(ctl.run("deploy", codebase.path(), "--dry-run").exitCode()).as(example).isZero();
    }
  }

  @Test
  void tells_who_cannot_be_reached() {
    Command.Result result = ctl.run("status", "--target", "127.0.0.1:" + Ports.free());

    assertThat(result.exitCode()).isEqualTo(8);
  }

  @Test
  void shows_logs() throws IOException {
    RawClient.get(port, "/");

    assertThat(ctl.ok("logs")).contains(String.valueOf(port));
  }

  @Test
  void completes_interrupts_and_leaves_by_hand() {
    Tools.assumePresent("tmux");
    Map<String, String> environment = new HashMap<>(ctl.environment());
    environment.put("XDG_STATE_HOME", folder.resolve("xdg").toString());
    String command = "'" + Launchers.pipyctl() + "' shell";
    try (Terminal terminal = Terminal.run(folder, environment, command)) {
      terminal.awaitPrompt();

      terminal.type("filters mux");
      terminal.complete("muxHTTP");
      terminal.press("C-c");

      terminal.type("history si");
      terminal.complete("history site");
      terminal.press("Enter");
      terminal.awaitText("r1");
      terminal.awaitPrompt();

      terminal.type("logs -f");
      terminal.press("Enter");
      // the command runs and the terminal is no longer the editor's
      terminal.awaitText("Control API at");
      terminal.press("C-c");
      terminal.awaitPrompt();
      terminal.type("filters dummy");
      terminal.press("Enter");
      terminal.awaitText("dummy()");
      terminal.awaitPrompt();

      terminal.press("C-d");
      terminal.awaitEnd();
    }
  }

  @Test
  void runs_jobs_and_watches_and_goes_elsewhere_by_hand() {
    Tools.assumePresent("tmux");
    Map<String, String> environment = new HashMap<>(ctl.environment());
    environment.put("XDG_STATE_HOME", folder.resolve("xdg2").toString());
    String command = "'" + Launchers.pipyctl() + "' shell";
    try (Terminal terminal = Terminal.run(folder.resolve("site"), environment, command)) {
      terminal.awaitPrompt();

      terminal.type("deploy --dry-run");
      terminal.awaitText("Check and plan; change nothing.");
      terminal.press("C-c");

      terminal.type("cd site");
      terminal.press("Enter");
      terminal.awaitText(":site r1 ");

      terminal.type("logs -f -n 0 &");
      terminal.press("Enter");
      terminal.awaitText("[1] logs -f -n 0 &");
      terminal.type("jobs");
      terminal.press("Enter");
      terminal.type("kill 1");
      terminal.press("Enter");
      terminal.awaitText("[1] ended");

      terminal.type("watch 300ms history -o name");
      terminal.press("Enter");
      terminal.awaitText("Every 300ms: history -o name");
      terminal.press("C-c");
      terminal.awaitPrompt();

      terminal.type("use 127.0.0.1:1");
      terminal.press("Enter");
      terminal.awaitText("127.0.0.1:1 ✗>");
      terminal.press("C-d");
      terminal.awaitEnd();
    }
  }
}
