package dev.pipy.control;

import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.Logging;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.program.Activation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server from its start to its end. One thread runs it; any thread may tell it what happened.
final class ServerProcess {

  private static final Logger START = LoggerFactory.getLogger("pipy.start");
  private static final Logger SHUTDOWN = LoggerFactory.getLogger("pipy.shutdown");
  private static final Logger RESTART = LoggerFactory.getLogger("pipy.restart");

  private final ServerOptions options;
  private final List<FilterSpec> filters;
  private final HostFactory hosts;
  private final Logging logging;
  private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

  private sealed interface Happening {}

  private record Asked() implements Happening {}

  private record ScriptExit(int code) implements Happening {}

  private record Reload() implements Happening {}

  private record Drained(long cut) implements Happening {}

  ServerProcess(
      ServerOptions options, List<FilterSpec> filters, HostFactory hosts, Logging logging) {
    this.options = options;
    this.filters = filters;
    this.hosts = hosts;
    this.logging = logging;
  }

  /// Somebody asks the process to end: at first orderly, the second time at once.
  void stop() {
    happenings.add(new Asked());
  }

  /// Somebody asks to load the codebase of the command line again.
  void reload() {
    happenings.add(new Reload());
  }

  /// Runs until asked to end. Returns what the process shall exit with.
  int run() throws StartException, CodebaseException, InterruptedException {
    var path = options.codebase();
    var codebase = path == null ? null : new LocalCodebase(path);
    var defaults = DataPlaneOptions.DEFAULT;
    var host =
        hosts.start(
            new DataPlaneOptions(
                    options.threads(),
                    defaults.callbackLimit(),
                    defaults.loadLimit(),
                    options.drainLimit(),
                    defaults.maxConnections())
                .withSystemAccess(options.scriptAccess(), defaults.maxProcesses()),
            code -> happenings.add(new ScriptExit(code)));
    try (host;
        var control = ControlPort.open(options, host, filters, logging)) {
      if (codebase != null) {
        tellWarnings(host.activate(codebase.activation(options.drainLimit())), codebase);
      }
      control.resume(codebase == null ? Set.of() : Set.of(codebase.program()));
      int code = serve(host, codebase);
      control.draining();
      return drain(host, code);
    }
  }

  /// Returns the exit code that a script asks for, or 0.
  private int serve(ProgramHost host, @Nullable LocalCodebase codebase)
      throws InterruptedException {
    while (true) {
      switch (happenings.take()) {
        case Asked _ -> {
          return 0;
        }
        case ScriptExit(int code) -> {
          return code;
        }
        case Reload _ -> reload(host, codebase);
        case Drained _ -> {} // none drains yet
      }
    }
  }

  private void reload(ProgramHost host, @Nullable LocalCodebase codebase) {
    if (codebase == null) {
      RESTART.warn("no codebase on the command line, nothing to reload");
      return;
    }
    RESTART.info("Reloading codebase...");
    try {
      tellWarnings(host.activate(codebase.activation(options.drainLimit())), codebase);
      RESTART.info("Codebase reloaded");
    } catch (CodebaseException failure) {
      RESTART.error(
          "Failed reloading codebase; what ran runs on\n{}",
          DiagnosticText.of(failure, codebase.folderText()));
    } catch (StartException failure) {
      RESTART.error("Failed reloading codebase; what ran runs on: {}", failure.text());
    } catch (RuntimeException failure) {
      RESTART.error("Failed reloading codebase; what ran runs on", failure);
    }
  }

  private static void tellWarnings(Activation.Outcome outcome, LocalCodebase codebase) {
    if (!outcome.warnings().isEmpty()) {
      START.warn(
          "the codebase runs, but:\n{}",
          DiagnosticText.of(outcome.warnings(), codebase.folderText()));
    }
  }

  private int drain(ProgramHost host, int code) throws InterruptedException {
    SHUTDOWN.info("Shutting down...");
    Thread.ofPlatform().daemon().name("drain").start(() -> happenings.add(new Drained(cut(host))));
    while (true) {
      switch (happenings.poll(1, TimeUnit.SECONDS)) {
        case null -> SHUTDOWN.info("Waiting for {} connections to end...", host.connections());
        case Drained(long cut) -> {
          SHUTDOWN.info(cut == 0 ? "Stopped." : "Stopped, {} connections were cut.", cut);
          return code;
        }
        case Asked _ -> {
          SHUTDOWN.warn("Forcing to shut down...");
          return ExitCode.FORCED.number();
        }
        case Reload _, ScriptExit _ -> {} // it ends already
      }
    }
  }

  private long cut(ProgramHost host) {
    try {
      return host.drain(options.drainLimit());
    } catch (RuntimeException failure) {
      SHUTDOWN.error("draining failed", failure);
      return 0;
    }
  }

  /// What a codebase that cannot run means for the process.
  static ExitCode exitCode(CodebaseException failure) {
    return failure.diagnostics().stream()
            .filter(finding -> finding.severity() == Diagnostic.Severity.ERROR)
            .allMatch(finding -> finding.id() == DiagnosticId.CANNOT_LISTEN)
        ? ExitCode.PORT_IN_USE
        : ExitCode.CODEBASE;
  }
}
