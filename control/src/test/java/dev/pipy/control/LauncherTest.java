package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.control.server.Endpoint;
import dev.pipy.control.service.FakeHost;
import dev.pipy.pipeline.SystemAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  private Console console() {
    environment.putIfAbsent("XDG_STATE_HOME", folder.toString());
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment);
  }

  /// Runs `pipy` with a host whose scripts end the process at once.
  private int pipy(String... arguments) {
    return new Launcher(
            console(),
            (_, onExit) -> {
              onExit.accept(0);
              return new FakeHost();
            })
        .run(arguments);
  }

  private ServerOptions options(String... arguments) throws StartException {
    var request = new CommandLineSyntax(console()).parse(arguments);
    assertThat(request).isInstanceOf(Request.Run.class);
    return ((Request.Run) request).options();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String script(String text) throws IOException {
    var file = folder.resolve("main.js");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void what_stands_behind_the_script_is_for_scripts() throws Exception {
    var options = options("--threads=2", "main.js", "--", "a", "--threads=3");
    assertThat(options.codebase()).isEqualTo("main.js");
    assertThat(options.threads()).isEqualTo(2);
    assertThat(options.arguments()).containsExactly("a", "--threads=3");
    assertThat(options("main.js").arguments()).isEmpty();
  }

  @Test
  void prints_its_usage() {
    assertThat(pipy("--help")).isZero();
    assertThat(out()).contains("--admin-port-off", "--help-filters", "script.js | directory | URL");
  }

  @Test
  void prints_its_versions() {
    assertThat(pipy("--version")).isZero();
    assertThat(out()).contains("1.2.3, interpreted").doesNotContain("project.version");
  }

  @Test
  void lists_the_filters_by_category() {
    assertThat(pipy("--list-filters")).isZero();
    assertThat(out()).containsPattern("(?m)^HTTP$").containsPattern("(?m)^  muxHTTP +\\S");
  }

  @Test
  void explains_one_filter_or_all() {
    assertThat(pipy("--help-filters", "connect")).isZero();
    assertThat(out()).contains("connect").doesNotContain("muxHTTP(");
    assertThat(pipy("--help-filters")).isZero();
    assertThat(out()).contains("muxHTTP");
  }

  @Test
  void prints_types_also_of_a_codebase(@TempDir Path folder) throws IOException {
    assertThat(pipy("--types")).isZero();
    assertThat(out()).contains("interface Configuration {").doesNotContain("declare var");
    Files.writeString(folder.resolve("main.js"), "pipy({ _a: 1 }).export('x', { __b: '' })");
    assertThat(pipy("--types", folder.toString())).isZero();
    assertThat(out()).contains("declare var __b: any\ndeclare var _a: any\n");
    assertThat(pipy("--types", folder.resolve("missing").toString())).isEqualTo(2);
    assertThat(err()).contains("file or directory does not exist");
  }

  @Test
  void verifies_a_codebase_and_runs_nothing() throws IOException {
    assertThat(pipy("--verify", script("1"))).isZero();
    assertThat(out()).contains("✓ ", ": nothing to complain about in 1 file (84 ms)");
    assertThat(pipy("--verify", script("SYNTAX_ERROR"))).isEqualTo(3);
    assertThat(out())
        .contains("error[PIPY1001]: is wrong\n  " + folder + "/main.js:3:7\n  frame\n  help: fix\n")
        .contains("✗ ", ": 1 error, 0 warnings in 1 file (84 ms)   more: pipyctl explain PIPY1001");
    assertThat(pipy("--verify", script("WARNING"))).isZero();
    assertThat(pipy("--verify", "--strict", script("WARNING"))).isEqualTo(3);
    assertThat(err()).isEmpty();
  }

  @Test
  void verifies_only_what_is_there() throws IOException {
    assertThat(pipy("--verify")).isEqualTo(2);
    assertThat(err()).contains("--verify: missing");
    assertThat(pipy("--strict", script("1"))).isEqualTo(2);
    assertThat(pipy("--verify", folder.resolve("gone").toString())).isEqualTo(2);
    assertThat(err()).contains("file or directory does not exist");
    Files.delete(folder.resolve("main.js"));
    assertThat(pipy("--verify", folder.toString())).isEqualTo(3);
    assertThat(out()).contains("error[PIPY1007]");
  }

  @Test
  void suggests_a_filter_for_an_unknown_one() {
    assertThat(pipy("--help-filters", "conect")).isEqualTo(2);
    assertThat(err()).contains("did you mean: connect");
  }

  @Test
  void suggests_an_option_for_an_unknown_one() {
    assertThat(pipy("--thread=2")).isEqualTo(2);
    assertThat(err()).contains("--threads");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--threads=0",
        "--threads=many",
        "--log-level=loud",
        "--drain-timeout=soon",
        "--admin-auth=maybe",
        "--script-access=some",
        "--admin-port=0.0.0.0:6060",
        "--admin-port=example:6060",
        "--admin-port=70000",
        "--admin-port=unix:",
        "--admin-change-rate=0",
        "--log-format=xml",
        "--pre-stop-delay=-1s",
        "--poll-interval=1ms"
      })
  void refuses_values_that_it_cannot_use(String option) {
    var name = option.substring(0, option.indexOf('='));
    assertThat(pipy(option)).isEqualTo(2);
    assertThat(err()).contains(name + ": ").contains("expected");
  }

  @Test
  void refuses_a_script_that_is_not_there() {
    assertThat(pipy("nowhere.js")).isEqualTo(2);
    assertThat(err()).contains("file or directory does not exist: nowhere.js");
  }

  private List<String> endpoints(String... arguments) throws StartException {
    return options(arguments).endpoints().stream().map(Endpoint::text).toList();
  }

  @Test
  void opens_the_control_api_by_default_only_without_a_codebase() throws StartException {
    assertThat(endpoints()).containsExactly("127.0.0.1:6060");
    assertThat(endpoints("x.js")).isEmpty();
    assertThat(endpoints("--admin-port-off")).isEmpty();
    assertThat(endpoints("x.js", "--admin-port=7000")).containsExactly("127.0.0.1:7000");
    assertThat(endpoints("--admin-port=[::1]:7000", "--admin-port", "unix:/run/x.sock"))
        .containsExactly("[0:0:0:0:0:0:0:1]:7000", "unix:/run/x.sock");
  }

  @Test
  void opens_no_control_api_to_others_without_tls() throws StartException {
    assertThat(pipy("--admin-port=0.0.0.0:6060")).isEqualTo(2);
    assertThat(err()).contains("--admin-cert and --admin-key", "unix:/run/pipy/control.sock");
    assertThat(
            pipy(
                "--admin-port=0.0.0.0:6060",
                "--admin-cert=a",
                "--admin-key=b",
                "--admin-auth=none"))
        .isEqualTo(2);
    assertThat(err()).contains("--admin-auth=none lets anybody in");
    assertThat(endpoints("--admin-port=0.0.0.0:6060", "--admin-cert=a", "--admin-key=b"))
        .containsExactly("0.0.0.0:6060");
    assertThat(pipy("--admin-cert=a")).isEqualTo(2);
    assertThat(err()).contains("--admin-key: missing");
  }

  @Test
  void reads_the_other_options() throws StartException {
    var options =
        options("--threads=3", "--drain-timeout=2m", "--log-level=warn", "--state-dir=/x");

    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.drainLimit()).hasMinutes(2);
    assertThat(options.logLevel()).isEqualTo(org.slf4j.event.Level.WARN);
    assertThat(options.stateDirectory()).isEqualTo(Path.of("/x"));
    assertThat(options().stateDirectory()).isEqualTo(folder.resolve("pipy"));
    assertThat(options("--threads=max").threads()).isPositive();
    assertThat(options("--reuse-port").requiresToken()).isTrue();
    assertThat(options("--admin-auth=none").requiresToken()).isFalse();
    assertThat(options().scriptAccess()).isEqualTo(SystemAccess.FULL);
    assertThat(options("--script-access=none").scriptAccess()).isEqualTo(SystemAccess.NONE);
  }

  @Test
  void runs_a_script_until_it_ends_the_process() throws IOException {
    assertThat(pipy(script("fine"))).isZero();
  }

  @Test
  void prints_the_findings_of_a_codebase_that_does_not_load() throws IOException {
    assertThat(pipy(script("SYNTAX_ERROR"))).isEqualTo(3);
    assertThat(err())
        .contains("error[PIPY1001]: is wrong", folder + "/main.js:3:7", "  frame", "help: fix");
  }

  @Test
  void tells_a_port_in_use() throws IOException {
    assertThat(pipy(script("CANNOT_LISTEN"))).isEqualTo(6);
  }

  @Test
  void says_what_a_folder_without_a_main_script_has() throws IOException {
    Files.writeString(folder.resolve("a.js"), "");
    Files.writeString(folder.resolve("b.js"), "");

    assertThat(pipy(folder.toString())).isEqualTo(3);
    assertThat(err()).contains("PIPY1007", "a.js, b.js");
  }

  private String config(String text) throws IOException {
    return Files.writeString(folder.resolve("pipy.yaml"), text).toString();
  }

  @Test
  void asks_the_line_before_the_environment_before_the_file() throws Exception {
    var file = config("threads: 4\nlog-level: error\ndrain-timeout: 1m\nadmin-port-off: true\n");
    environment.put("PIPY_CONFIG", file);
    environment.put("PIPY_LOG_LEVEL", "warn");
    environment.put("PIPY_THREADS", "3");

    var options = options("--threads=2");

    assertThat(options.threads()).isEqualTo(2);
    assertThat(options.logLevel()).isEqualTo(org.slf4j.event.Level.WARN);
    assertThat(options.drainLimit()).hasMinutes(1);
    assertThat(options.endpoints()).isEmpty();
    assertThat(options().threads()).isEqualTo(3);
  }

  @Test
  void takes_what_a_container_is_given() throws Exception {
    environment.put("PIPY_CONFIG_FILE", "http://repo.example/proxy/");
    environment.put("PIPY_SPAWN", "3");
    environment.put("PIPY_ADMIN_PORT", "unix:/run/x.sock,7000");

    assertThat(options().codebase()).isEqualTo("http://repo.example/proxy/");
    assertThat(options().threads()).isEqualTo(4);
    assertThat(endpoints()).containsExactly("unix:/run/x.sock", "127.0.0.1:7000");
    environment.put("PIPY_THREADS", "2");
    assertThat(options().threads()).isEqualTo(2);
    assertThat(options("other.js").codebase()).isEqualTo("other.js");
    environment.remove("PIPY_THREADS");
    environment.put("PIPY_SPAWN", "many");
    assertThat(pipy()).isEqualTo(2);
    assertThat(err()).contains("PIPY_SPAWN: many");
  }

  @Test
  void says_where_a_wrong_value_comes_from() throws Exception {
    environment.put("PIPY_LOG_LEVEL", "loud");
    assertThat(pipy()).isEqualTo(2);
    assertThat(err()).contains("PIPY_LOG_LEVEL: loud (expected: debug, info, warn or error)");

    environment.clear();
    var file = config("\nthreads: none\n");
    assertThat(pipy("--config", file)).isEqualTo(3);
    assertThat(err()).contains(file + ":2:10: threads: none (expected: 1 to 1024)");
    assertThat(pipy("--config", config("thread: 2\nconfig: x"))).isEqualTo(3);
    assertThat(err()).contains(":1:1: unknown key: thread; did you mean threads?", ":2:1: unknown");
    assertThat(pipy("--config=none.yaml")).isEqualTo(3);
    assertThat(err()).contains("none.yaml: no such file");
  }

  @Test
  void reports_each_option_and_who_set_it() throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "http://me:hidden@repo.example/x/");
    var file = config("codebase: file:" + secret + "\nadmin-port: 7000\n");
    environment.put("PIPY_LOG_LEVEL", "warn");

    assertThat(pipy("--config", file, "--threads=2", "--check-config")).isZero();

    assertThat(out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "threads 2 --threads",
            "log-level warn PIPY_LOG_LEVEL",
            "admin-port 7000 " + file + ":2:13: admin-port",
            "drain-timeout 30s default",
            "state-dir " + folder + "/pipy default");
    assertThat(out()).doesNotContain("hidden");
    environment.put("PIPY_CONFIG_FILE", "http://me:hidden@repo.example/x/");
    assertThat(pipy("--check-config")).isZero();
    assertThat(out()).contains("http://repo.example/x/").doesNotContain("hidden");
    assertThat(pipy("--threads=none", "--check-config")).isEqualTo(2);
  }

  @Test
  void tells_a_bug_from_other_failures() throws IOException {
    assertThat(pipy(script("BUG"))).isEqualTo(70);
  }

  @Test
  void names_a_state_directory_that_cannot_be_used() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThat(pipy("--admin-port=unix:" + folder + "/x.sock", "--state-dir=" + file + "/sub"))
        .isEqualTo(4);
    assertThat(err()).contains("the state directory cannot be used", file.toString());
  }

  @Test
  void names_credentials_that_cannot_be_used() {
    assertThat(
            pipy(
                "--admin-port=127.0.0.1:1",
                "--state-dir=" + folder,
                "--admin-cert=none.crt",
                "--admin-key=none.key"))
        .isEqualTo(3);
    assertThat(err()).contains("none.crt: no such file");
  }
}
