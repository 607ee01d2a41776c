package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.remote.FileServer;
import dev.pipy.control.service.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

  @TempDir Path folder;

  private final FakeHost host = new FakeHost();

  private ServerOptions options(String... arguments) throws StartException {
    var console = new Console(System.out, System.err, Map.of("XDG_STATE_HOME", folder.toString()));
    return ((Request.Run) new CommandLineSyntax(console).parse(arguments)).options();
  }

  private Path script() throws IOException {
    return Files.writeString(folder.resolve("main.js"), "fine");
  }

  private ServerProcess process(String... more) throws Exception {
    var arguments = new ArrayList<>(List.of(more));
    arguments.add(script().toString());
    return process(() -> options(arguments.toArray(String[]::new)));
  }

  private ServerProcess process(ServerProcess.OptionsSource source) throws Exception {
    return new ServerProcess(
        source, source.read(), List.of(), (_, _) -> host, Logging.ofProcess(), _ -> "");
  }

  private static FutureTask<Integer> start(ServerProcess process) {
    var task = new FutureTask<>(process::run);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  @Test
  void drains_and_ends_well_when_asked() throws Exception {
    var process = process();
    process.stop();

    assertThat(process.run()).isZero();
    assertThat(host.programs()).isEmpty();
  }

  @Test
  void ends_at_once_when_asked_again() throws Exception {
    var process = process();
    process.stop();
    process.stop();
    var hold = new CountDownLatch(1);
    host.holdDrainAt(hold);

    assertThat(start(process).get()).isEqualTo(ExitCode.FORCED.number());
    hold.countDown();
  }

  @Test
  void loads_the_codebase_again_when_asked() throws Exception {
    var process = process();
    process.reload();
    process.stop();

    assertThat(process.run()).isZero();
    assertThat(host.activations()).isEqualTo(2);
  }

  @Test
  void keeps_what_runs_when_it_cannot_be_loaded_again() throws Exception {
    var process = process();
    process.reload();
    process.stop();
    host.onActivation(() -> Files.writeString(folder.resolve("main.js"), "SYNTAX_ERROR"));

    assertThat(process.run()).isZero();
    assertThat(host.activations()).isEqualTo(1);
  }

  @Test
  void takes_over_what_may_change_and_keeps_the_rest() throws Exception {
    var before = options("--threads=1", "--admin-change-rate=5");
    var after = options("--threads=2", "--admin-change-rate=6", "--drain-timeout=1s", "x.js");

    var taken = before.reloaded(after);

    assertThat(taken.threads()).isEqualTo(1);
    assertThat(taken.limits().changesPerSecond()).isEqualTo(6);
    assertThat(taken.drainLimit()).hasSeconds(1);
    assertThat(after.needRestart(before)).contains("threads", "codebase").doesNotContain("drain");
  }

  @Test
  void survives_a_configuration_that_became_wrong() throws Exception {
    var file = Files.writeString(folder.resolve("pipy.yaml"), "drain-timeout: 2s\n");
    var process = process(() -> options("--config=" + file, folder.resolve("main.js").toString()));
    script();
    host.onActivation(() -> Files.writeString(file, "drain-timeout: soon\n"));
    process.reload();
    process.stop();

    assertThat(process.run()).isZero();
    assertThat(host.activations()).isEqualTo(2);
    assertThat(host.drainLimit()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void swaps_in_what_a_url_serves_once_it_can_run() throws Exception {
    try (var server = new FileServer()) {
      server.put("/a/", "main.js").put("/a/main.js", "SYNTAX_ERROR");
      var process = process(() -> options("--poll-interval=100ms", server.at("/a/").toString()));
      host.onActivation(() -> {
        process.stop();
        return "";
      });
      var running = start(process);
      server.put("/a/main.js", "fine");

      assertThat(running.get(30, TimeUnit.SECONDS)).isZero();
      assertThat(host.activations()).isEqualTo(1);
    }
  }

  @Test
  void tries_again_when_another_process_had_the_port() throws Exception {
    try (var server = new FileServer()) {
      server.put("/main.js", "CANNOT_LISTEN");
      var process =
          process(() -> options("--poll-interval=100ms", server.at("/main.js").toString()));
      var tries = new CountDownLatch(3);
      host.onCheck(tries::countDown);
      var running = start(process);

      assertThat(tries.await(30, TimeUnit.SECONDS)).isTrue();
      process.stop();
      assertThat(running.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void waits_before_it_drains_unless_forced() throws Exception {
    var process = process("--pre-stop-delay=1h");
    process.stop();
    process.stop();

    assertThat(process.run()).isEqualTo(ExitCode.FORCED.number());
    assertThat(host.programs()).isNotEmpty();
  }

  @Test
  void drains_after_the_wait() throws Exception {
    var process = process("--pre-stop-delay=20ms");
    process.stop();

    assertThat(process.run()).isZero();
    assertThat(host.programs()).isEmpty();
  }

  @Test
  void tells_ports_in_use_from_other_findings() {
    assertThat(ServerProcess.exitCode(failure(DiagnosticId.CANNOT_LISTEN)))
        .isEqualTo(ExitCode.PORT_IN_USE);
    assertThat(
            ServerProcess.exitCode(failure(DiagnosticId.CANNOT_LISTEN, DiagnosticId.SCRIPT_FAILED)))
        .isEqualTo(ExitCode.CODEBASE);
  }

  private static CodebaseException failure(DiagnosticId... ids) {
    return new CodebaseException(
        java.util.Arrays.stream(ids)
            .map(id -> new Diagnostic(Diagnostic.Severity.ERROR, id, "wrong", null, 0, 0, "", ""))
            .toList());
  }
}
