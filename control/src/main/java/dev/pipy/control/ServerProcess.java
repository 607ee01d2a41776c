package dev.pipy.control;

import dev.pipy.DataPlaneOptions;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.logging.Logging;
import dev.pipy.control.metrics.ServerMetrics;
import dev.pipy.control.systemd.ServiceNotifier;
import dev.pipy.control.systemd.Watchdog;
import dev.pipy.filter.spec.FilterSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server from its start to its end. One thread runs it; any thread may tell it what happened.
final class ServerProcess {

  private static final Logger SHUTDOWN = LoggerFactory.getLogger("pipy.shutdown");
  private static final Logger RESTART = LoggerFactory.getLogger("pipy.restart");

  private final OptionsSource source;
  private final List<FilterSpec> filters;
  private final HostFactory hosts;
  private final Logging logging;
  private final UnaryOperator<String> variables;
  private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
  private ServerOptions options;

  /// What a server runs with, read again at each reload.
  @FunctionalInterface
  interface OptionsSource {
    ServerOptions read() throws StartException;
  }

  private sealed interface Happening {}

  private record Asked() implements Happening {}

  private record ScriptExit(int code) implements Happening {}

  private record Reload() implements Happening {}

  private record Fetched(Map<String, byte[]> files) implements Happening {}

  private record Drained(long cut) implements Happening {}

  /// What runs between the start and the end.
  ///
  /// @param host runs programs
  /// @param control may be off
  /// @param notifier tells systemd
  /// @param health answers who asks over HTTP
  /// @param program that of the command line; null if there is none
  /// @param poll looks for changes of that; null if it is on this machine
  private record Running(
      ProgramHost host,
      ControlPort control,
      ServiceNotifier notifier,
      ServerHealth health,
      @Nullable StartedProgram program,
      @Nullable CodebasePoll poll) {}

  ServerProcess(
      OptionsSource source,
      ServerOptions options,
      List<FilterSpec> filters,
      HostFactory hosts,
      Logging logging,
      UnaryOperator<String> variables) {
    this.source = source;
    this.options = options;
    this.filters = filters;
    this.hosts = hosts;
    this.logging = logging;
    this.variables = variables;
  }

  /// Somebody asks the process to end: at first orderly, the second time at once.
  void stop() {
    happenings.add(new Asked());
  }

  /// Somebody asks to read everything again: configuration, credentials, the codebase of the
  /// command line.
  void reload() {
    happenings.add(new Reload());
  }

  /// Runs until asked to end. Returns what the process shall exit with.
  int run() throws StartException, CodebaseException, InterruptedException {
    var codebase = StartCodebase.of(options);
    var defaults = DataPlaneOptions.DEFAULT;
    var host =
        hosts.start(
            new DataPlaneOptions(
                    options.threads(),
                    defaults.callbackLimit(),
                    defaults.loadLimit(),
                    options.drainLimit(),
                    defaults.maxConnections())
                .withSystemAccess(options.scriptAccess(), defaults.maxProcesses())
                .withArguments(options.arguments()),
            code -> happenings.add(new ScriptExit(code)));
    var health = new ServerHealth(host);
    var metrics =
        new ServerMetrics(host, Version.text(), logging::dropped, options.addsOriginalNames());
    try (host;
        var _ = OpsPort.open(options.opsAddress(), metrics, health, host);
        var notifier = ServiceNotifier.of(variables);
        var control = ControlPort.open(options, host, filters, logging, metrics);
        var poll = poll(codebase)) {
      health.stored(control);
      var program = codebase == null ? null : new StartedProgram(codebase, host);
      if (program != null && poll == null) {
        program.start(options.drainLimit());
      }
      control.resume(codebase == null ? Set.of() : Set.of(codebase.program()));
      var running = new Running(host, control, notifier, health, program, poll);
      if (poll == null) {
        ready(running);
      } else {
        notifier.ready(
            "Waiting for the codebase"); // it has started, whatever the other server does
        poll.start();
      }
      try (var _ = Watchdog.start(notifier, variables, host::silentWorkers)) {
        int code = serve(running);
        notifier.stopping("Draining");
        health.draining();
        control.draining();
        return end(running, code);
      }
    }
  }

  private static void ready(Running running) {
    running.control().ready();
    running.health().hasStarted();
    running.notifier().ready(status(running.host()));
  }

  private static String status(ProgramHost host) {
    int programs = host.programs().size();
    return "Serving " + programs + (programs == 1 ? " program" : " programs");
  }

  private @Nullable CodebasePoll poll(@Nullable StartCodebase codebase) {
    return codebase instanceof RemoteCodebase remote
        ? new CodebasePoll(remote.files(), options.pollInterval(), this::fetched)
        : null;
  }

  private void fetched(Map<String, byte[]> files) {
    happenings.removeIf(Fetched.class::isInstance); // only the newest matters
    happenings.add(new Fetched(files));
  }

  /// Returns the exit code that a script asks for, or 0.
  private int serve(Running running) throws InterruptedException {
    while (true) {
      switch (happenings.take()) {
        case Asked _ -> {
          return 0;
        }
        case ScriptExit(int code) -> {
          return code;
        }
        case Reload _ -> reload(running);
        case Fetched(var files) -> swap(running, files);
        case Drained _ -> {} // none drains yet
      }
    }
  }

  /// Swaps in what a poll found. Once something of it runs, the server is ready.
  private void swap(Running running, Map<String, byte[]> files) {
    var program = running.program();
    var poll = running.poll();
    if (program != null && poll != null && program.codebase() instanceof RemoteCodebase remote) {
      remote.use(files);
      switch (program.swap(options.drainLimit())) {
        case RUNS -> ready(running);
        case BROKEN -> {} // until it changes
        case PORT_TAKEN -> poll.retry();
      }
    }
  }

  private void reload(Running running) {
    running.notifier().reloading();
    boolean isGood = readOptions();
    isGood &= readCredentials(running.control());
    var program = running.program();
    var poll = running.poll();
    if (poll != null) {
      poll.again();
    } else if (program != null) {
      isGood &= program.reload(options.drainLimit());
    }
    if (isGood) {
      RESTART.info("Configuration read again");
    }
    running
        .notifier()
        .ready(
            isGood ? status(running.host()) : "The reload failed, what ran runs on: see the log");
  }

  private boolean readOptions() {
    try {
      var read = source.read();
      read.needRestart(options)
          .forEach(option ->
              RESTART.warn("{} has changed, which takes effect at the next start", option));
      logging.use(read.log());
      logging.setLevel(read.logLevel());
      options = options.reloaded(read);
      return true;
    } catch (IOException failure) {
      RESTART.error("The configuration stays as it was: the log's file: {}", failure.toString());
      return false;
    } catch (StartException failure) {
      RESTART.error("The configuration stays as it was: {}", failure.text());
      return false;
    }
  }

  private boolean readCredentials(ControlPort control) {
    try {
      control.reload(options);
      return true;
    } catch (IOException failure) {
      RESTART.error("The credentials stay as they were: {}", failure.getMessage());
      return false;
    }
  }

  /// Waits a while if that is asked for, so that who looks at health checks sends nothing more,
  /// then drains.
  private int end(Running running, int code) throws InterruptedException {
    var host = running.host();
    SHUTDOWN.info("Shutting down...");
    if (!options.preStopDelay().isZero()) {
      SHUTDOWN.info("Waiting for {} s before draining...", options.preStopDelay().toMillis() / 1e3);
      if (isForced(options.preStopDelay())) {
        return forced();
      }
    }
    Thread.ofPlatform().daemon().name("drain").start(() -> happenings.add(new Drained(cut(host))));
    while (true) {
      switch (happenings.poll(1, TimeUnit.SECONDS)) {
        case null -> {
          long left = host.connections();
          SHUTDOWN.info("Waiting for {} connections to end...", left);
          running.notifier().status("Draining, " + left + " connections left");
        }
        case Drained(long cut) -> {
          SHUTDOWN.info(cut == 0 ? "Stopped." : "Stopped, {} connections were cut.", cut);
          return code;
        }
        case Asked _ -> {
          return forced();
        }
        case Reload _, ScriptExit _, Fetched _ -> {} // it ends already
      }
    }
  }

  private boolean isForced(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (long rest = limit.toNanos(); rest > 0; rest = end - System.nanoTime()) {
      if (happenings.poll(rest, TimeUnit.NANOSECONDS) instanceof Asked) {
        return true;
      }
    }
    return false;
  }

  private static int forced() {
    SHUTDOWN.warn("Forcing to shut down...");
    return ExitCode.FORCED.number();
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
