package dev.pipy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.e2e.support.Await;
import dev.pipy.e2e.support.CodebaseFolder;
import dev.pipy.e2e.support.Command;
import dev.pipy.e2e.support.Launchers;
import dev.pipy.e2e.support.Ports;
import dev.pipy.e2e.support.ProxyUnderTest;
import dev.pipy.e2e.support.RawClient;
import dev.pipy.e2e.support.Repository;
import dev.pipy.e2e.support.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of `pipy`: options, exit codes, signals.
class LauncherIT {

  @TempDir Path folder;

  private Command.Result pipy(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Launchers.pipy().toString());
    words.addAll(List.of(arguments));
    return Command.of(words)
        .in(folder)
        .with(Map.of("PIPY_STATE_DIR", folder.resolve("state").toString()))
        .run();
  }

  private String script(String text) {
    return CodebaseFolder.ofScript(folder.resolve("code"), text)
        .path()
        .resolve("main.js")
        .toString();
  }

  private static String hello(int port) {
    return "pipy().listen(" + port + ").serveHTTP(new Message('hello'))";
  }

  @Test
  void tells_its_version_and_how_scripts_run() {
    Command.Result result = pipy("--version");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsPattern("\\d+\\.\\d+")
        .containsPattern("optimized|interpreted");
  }

  @Test
  void runs_scripts_optimized_where_the_runtime_was_built() {
    boolean built = Files.exists(Repository.ROOT.resolve("target/dist/runtime/bin/java"));

    Command.Result result = pipy("--version");

    assertThat(result.out()).contains(built ? "optimized" : "interpreted");
  }

  @Test
  void starts_for_a_user_without_a_home() {
    Tools.assumePresent("setpriv");
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    String script = Repository.ROOT.resolve("tutorial/01-hello/main.js").toString();
    Assumptions.assumeTrue(
        as(nobody, "cat", script).exitCode() == 0,
        "needs the right to be another user, who may read the build");

    Command.Result result = as(nobody, Launchers.pipy().toString(), "--verify", script);

    assertThat(result.exitCode()).as(result.all()).isZero();
    assertThat(result.all()).doesNotContain("WARNING");
  }

  private static Command.Result as(List<String> user, String... words) {
    List<String> all = new ArrayList<>(user);
    all.addAll(List.of(words));
    return Command.of(all).run();
  }

  @Test
  void explains_its_options() {
    Command.Result result = pipy("--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("--admin-port", "--admin-port-off", "--threads", "--log-level")
        .contains("--list-filters", "--help-filters", "--version", "--help");
  }

  @Test
  void prints_nothing_of_the_virtual_machine() {
    Command.Result result = pipy("--version");

    assertThat(result.all()).doesNotContainIgnoringCase("warning").doesNotContain("[aot]");
  }

  @Test
  void lists_the_filters_that_the_control_tool_lists() {
    Command.Result listed = pipy("--list-filters");
    List<String> names;
    try (ProxyUnderTest proxy = ProxyUnderTest.empty(folder)) {
      names = firstWords(proxy.ctl().run("filters", "-o", "name").out());
    }

    assertThat(listed.exitCode()).isZero();
    assertThat(names).contains("muxHTTP", "demuxHTTP", "connect", "link", "use");
    assertThat(firstWords(listed.out())).containsExactlyInAnyOrderElementsOf(names);
  }

  private static List<String> firstWords(String text) {
    return Pattern.compile("(?m)^\\s*([a-z][A-Za-z0-9]+)\\b")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(String::strip)
        .toList();
  }

  @Test
  void explains_filters() {
    Command.Result result = pipy("--help-filters");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("muxHTTP", "maxIdle");
  }

  @Test
  void exits_with_2_on_an_unknown_option() {
    Command.Result result = pipy("--no-such-option");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--no-such-option");
  }

  @Test
  void exits_with_2_on_a_script_that_is_not_there() {
    Command.Result result = pipy("nowhere.js");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("nowhere.js");
  }

  @Test
  void exits_with_3_on_a_codebase_that_does_not_load() {
    Command.Result result = pipy(script("pipy()\n.listen(1)\n.demuxHTTP('nowhere')"));

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.all()).contains("nowhere").containsPattern("main\\.js:3:\\d+");
  }

  @Test
  void exits_with_6_on_a_port_in_use() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      Command.Result result = pipy(script(hello(other.getLocalPort())));

      assertThat(result.exitCode()).isEqualTo(6);
      assertThat(result.all()).contains(String.valueOf(other.getLocalPort()));
    }
  }

  @Test
  void exits_with_6_on_a_control_port_in_use() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Command.Result result = pipy("--admin-port=127.0.0.1:" + other.getLocalPort());

      assertThat(result.exitCode()).isEqualTo(6);
      assertThat(result.all()).contains(String.valueOf(other.getLocalPort()));
    }
  }

  @Test
  void is_the_process_that_was_started() {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(script(hello(port))).start(port)) {
      String program =
          ProcessHandle.of(proxy.pid()).flatMap(handle -> handle.info().command()).orElse("");

      assertThat(program).endsWith("/java");
    }
  }

  @Test
  void runs_a_folder() throws IOException {
    int port = Ports.free();
    script(hello(port));
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(folder.resolve("code")).start(port)) {
      assertThat(RawClient.get(port, "/").body()).isEqualTo("hello");
      proxy.awaitOutput("main\\.js");
    }
  }

  @Test
  void runs_through_a_link_from_elsewhere() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("linked pipy"), Launchers.pipy());

    Command.Result result = Command.of(link.toString(), "--version").in(folder).run();

    assertThat(result.exitCode()).as(result.all()).isZero();
  }

  @Test
  void serves_with_several_workers() throws IOException {
    int port = Ports.free();
    try (ProxyUnderTest _ =
        ProxyUnderTest.in(folder).arguments("--threads=2", script(hello(port))).start(port)) {
      for (int i = 0; i < 20; i++) {
        assertThat(RawClient.get(port, "/").body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void opens_no_control_port_beside_a_script() {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(script(hello(port))).start(port)) {
      proxy.awaitOutput("(?i)listening[^\\n]*\\b" + port + "\\b");

      assertThat(proxy.output()).doesNotContain("6060");
    }
  }

  @Test
  void exits_with_0_on_a_termination_signal() {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(script(hello(port))).start(port)) {
      assertThat(proxy.stop()).isZero();
    }
  }

  @Test
  void exits_with_0_on_an_interrupt() {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
        ProxyUnderTest.in(folder).arguments(script(hello(port))).start(port)) {
      assertThat(proxy.interrupt()).isZero();
    }
  }

  @Test
  void finishes_a_request_before_it_ends() throws IOException {
    int port = Ports.free();
    try (ProxyUnderTest proxy =
            ProxyUnderTest.in(folder).arguments(script(hello(port))).start(port);
        RawClient client = RawClient.connect(port)) {
      client.get("/"); // an open port is not served yet
      client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234");
      Command.of("sh", "-c", "kill -TERM " + proxy.pid()).run();
      Await.until(
          "the port is closed", Duration.ofSeconds(20), () -> Ports.isOpen(port), open -> !open);

      client.send("56789");

      assertThat(client.read().body()).isEqualTo("hello");
      assertThat(proxy.awaitExit()).isZero();
    }
  }

  @Test
  void ends_a_program_that_asks_for_it() {
    Command.Result result = pipy(script("pipy().task().handleMessageEnd(() => pipy.exit(0))"));

    assertThat(result.exitCode()).as(result.all()).isZero();
  }
}
