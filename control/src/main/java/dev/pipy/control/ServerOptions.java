package dev.pipy.control;

import dev.pipy.control.logging.LogForm;
import dev.pipy.control.logging.LogOutput;
import dev.pipy.control.server.CallLimits;
import dev.pipy.control.server.ControlOptions;
import dev.pipy.control.server.Endpoint;
import dev.pipy.control.service.EffectiveOption;
import dev.pipy.pipeline.SystemAccess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// What the command line, the environment and the configuration file ask a server to do.
///
/// @param codebase script, folder or URL to run; null for none
/// @param arguments what scripts see as `pipy.argv`, without its first element
/// @param endpoints where the control API is; none for nowhere
/// @param opsAddress where metrics and health are; null for nowhere
/// @param requiresToken whether callers of the control API must prove themselves
/// @param tokenFile holds the token that they show; null for one in the state directory
/// @param limits of calls of the control API
/// @param stateDirectory where tokens and stores are kept
/// @param threads number of workers
/// @param logLevel lowest level that is logged
/// @param log where the log goes and how it looks
/// @param drainLimit how long connections may drain
/// @param preStopDelay how long health checks fail before connections drain
/// @param pollInterval how often a codebase behind a URL is looked at
/// @param scriptAccess what scripts may do to the machine
/// @param warmLimit how long the revision before the active one is kept loaded
/// @param addsOriginalNames whether metrics are there under the original's names, too
/// @param effective what all options are set to, for people
record ServerOptions(
    @Nullable String codebase,
    List<String> arguments,
    List<Endpoint> endpoints,
    @Nullable InetSocketAddress opsAddress,
    boolean requiresToken,
    @Nullable Path tokenFile,
    CallLimits limits,
    Path stateDirectory,
    int threads,
    Level logLevel,
    LogOutput log,
    Duration drainLimit,
    Duration preStopDelay,
    Duration pollInterval,
    SystemAccess scriptAccess,
    Duration warmLimit,
    boolean addsOriginalNames,
    List<EffectiveOption> effective) {

  private static final int MOST_THREADS = 1024;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

  ServerOptions {
    arguments = List.copyOf(arguments);
    endpoints = List.copyOf(endpoints);
    effective = List.copyOf(effective);
  }

  /// Reads all values. Throws StartException for the first one that cannot be used.
  static ServerOptions of(Settings settings, Console console) throws StartException {
    var codebase = settings.text(SettingSources.CODEBASE);
    var endpoints = new AdminAddress(settings).endpoints();
    var stateDirectory = stateDirectory(settings, console);
    return new ServerOptions(
        codebase.isEmpty() ? null : codebase,
        settings.all(SettingSources.ARGUMENTS).stream().map(Settings.Value::text).toList(),
        endpoints,
        opsAddress(settings),
        settings.choice("--admin-auth", List.of("token", "none")).equals("token"),
        settings.path("--admin-token-file"),
        CallLimits.DEFAULT.withChangesPerSecond(
            settings.number("--admin-change-rate", 1, 1_000_000)),
        stateDirectory,
        threads(settings),
        level(settings),
        log(settings, console),
        settings.duration("--drain-timeout", Duration.ZERO, DAY),
        settings.duration("--pre-stop-delay", Duration.ZERO, DAY),
        settings.duration("--poll-interval", SHORTEST_POLL, DAY),
        scriptAccess(settings),
        settings.duration("--keep-warm", Duration.ZERO, DAY),
        settings.flag("--metrics-compat"),
        ConfigReport.options(settings, endpoints, stateDirectory));
  }

  private static Path stateDirectory(Settings settings, Console console) throws StartException {
    var own = settings.path("--state-dir");
    if (own != null) {
      return own;
    }
    var state = console.variable("XDG_STATE_HOME");
    if (!state.isEmpty()) {
      return Path.of(state, "pipy");
    }
    var home = console.variable("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".local/state/pipy");
  }

  private static int threads(Settings settings) throws StartException {
    return settings.text("--threads").equals("max")
        ? Runtime.getRuntime().availableProcessors()
        : settings.number("--threads", 1, MOST_THREADS);
  }

  private static Level level(Settings settings) throws StartException {
    return switch (settings.choice("--log-level", List.of("debug", "info", "warn", "error"))) {
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      default -> Level.INFO;
    };
  }

  private static @Nullable InetSocketAddress opsAddress(Settings settings) throws StartException {
    var text = settings.text("--ops-address");
    return text.isEmpty() ? null : OpsAddress.parse(text);
  }

  private static SystemAccess scriptAccess(Settings settings) throws StartException {
    return switch (settings.choice("--script-access", List.of("full", "read", "none"))) {
      case "read" -> SystemAccess.READ;
      case "none" -> SystemAccess.NONE;
      default -> SystemAccess.FULL;
    };
  }

  private static LogOutput log(Settings settings, Console console) throws StartException {
    return new LogOutput(
        LogForm.of(settings.choice("--log-format", List.of("text", "json"))),
        settings.path("--log-file"),
        settings.text("--instance-name"),
        console.variable("JOURNAL_STREAM"));
  }

  /// How the control API is offered, if it is.
  ControlOptions control() {
    return new ControlOptions(endpoints, stateDirectory, requiresToken, tokenFile, limits);
  }

  /// What a running server takes over of options that were read again: log level, limits, times.
  ServerOptions reloaded(ServerOptions read) {
    return new ServerOptions(
        codebase,
        arguments,
        endpoints,
        opsAddress,
        requiresToken,
        tokenFile,
        read.limits,
        stateDirectory,
        threads,
        read.logLevel,
        read.log,
        read.drainLimit,
        read.preStopDelay,
        pollInterval,
        scriptAccess,
        warmLimit,
        addsOriginalNames,
        read.effective);
  }

  /// The names of options that are other than they were, and that only a new start reads.
  List<String> needRestart(ServerOptions before) {
    var changed = new ArrayList<String>();
    add(changed, "codebase", codebase, before.codebase);
    add(changed, "arguments", arguments, before.arguments);
    add(changed, "admin-port or TLS of the control API", endpoints, before.endpoints);
    add(changed, "ops-address", opsAddress, before.opsAddress);
    add(changed, "script-access", scriptAccess, before.scriptAccess);
    add(changed, "admin-auth", requiresToken, before.requiresToken);
    add(changed, "admin-token-file", tokenFile, before.tokenFile);
    add(changed, "state-dir", stateDirectory, before.stateDirectory);
    add(changed, "threads", threads, before.threads);
    add(changed, "poll-interval", pollInterval, before.pollInterval);
    add(changed, "keep-warm", warmLimit, before.warmLimit);
    add(changed, "metrics-compat", addsOriginalNames, before.addsOriginalNames);
    return changed;
  }

  private static void add(
      List<String> changed, String name, @Nullable Object now, @Nullable Object before) {
    if (!Objects.equals(now, before)) {
      changed.add(name);
    }
  }
}
