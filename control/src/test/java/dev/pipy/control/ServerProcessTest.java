package dev.pipy.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.service.FakeHost;
import dev.pipy.pipeline.SystemAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class ServerProcessTest {

  @TempDir Path folder;

  private final FakeHost host = new FakeHost();

  private ServerProcess process() throws Exception {
    var script = folder.resolve("main.js");
    Files.writeString(script, "fine");
    var options =
        new ServerOptions(
            script,
            null,
            null,
            true,
            folder,
            1,
            Level.INFO,
            DataPlaneOptions.DEFAULT.drainLimit(),
            SystemAccess.FULL);
    return new ServerProcess(options, List.of(), (_, _) -> host, Logging.ofProcess());
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
