package dev.pipy.program;

import dev.pipy.check.FileCheck;
import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.script.ScriptEngine;
import dev.pipy.script.ScriptServices;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.WorkerGroup;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// All programs of a data plane, by name. Any thread that is not a worker.
public final class Programs {

  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private final WorkerGroup workers;
  private final ServiceTable services;
  private final ProgramLoader loader;
  private final IntConsumer onExit;
  private final Map<String, Program> programs = new ConcurrentSkipListMap<>();
  private final Inspection inspection;
  private final ProgramEvents events = new ProgramEvents();
  private volatile boolean isWindingDown;

  /// No programs yet.
  ///
  /// @param services what filters may ask of the process, by type
  /// @param onExit called when a script asks to end the process
  public Programs(
      WorkerGroup workers,
      ScriptEngine engine,
      Map<Class<?>, Object> services,
      IntConsumer onExit) {
    this.workers = workers;
    this.onExit = onExit;
    this.services = new ServiceTable(services);
    this.loader = new ProgramLoader(workers.workers(), engine, this.services);
    this.inspection = new LiveInspection(workers.workers(), programs, telemetry());
  }

  /// All methods that scripts may chain: filters and those that begin or lead on pipelines.
  public static Set<String> builderMethods() {
    var methods = new HashSet<>(PlanBuilder.METHODS);
    FilterCatalog.ALL.forEach(spec -> methods.add(spec.name()));
    return Set.copyOf(methods);
  }

  /// See [dev.pipy.DataPlane#activate].
  public Activation.Outcome activate(Activation activation) throws CodebaseException {
    var program = program(activation);
    synchronized (program) {
      boolean isDone = false;
      try {
        program.windDown(isWindingDown);
        var outcome = activate(activation, program);
        isDone = true;
        return outcome;
      } finally {
        count(activation.program(), isDone);
      }
    }
  }

  /// See [dev.pipy.DataPlane#onEvent].
  public void onEvent(Consumer<ProgramEvent> listener) {
    events.listener(listener);
  }

  /// See [dev.pipy.DataPlane#windDown].
  public void windDown(boolean isOn) {
    isWindingDown = isOn; // first, so that programs which come meanwhile see it
    programs.values().forEach(program -> program.windDown(isWindingDown));
  }

  /// See [dev.pipy.DataPlane#keepWarm].
  public boolean keepWarm(Activation activation) throws CodebaseException {
    var program = programs.get(activation.program());
    if (program == null || program.current() == null) {
      return false;
    }
    // not under the program's lock: a deploy need not wait for this
    var loaded = load(activation, program, false);
    boolean isKept = program.keepSpare(activation, loaded);
    if (!isKept) {
      loaded.discard();
    }
    return isKept;
  }

  /// See [dev.pipy.DataPlane#dropWarm].
  public void dropWarm(String name) {
    var program = programs.get(name);
    if (program != null) {
      program.dropSpare();
    }
  }

  private Activation.Outcome activate(Activation activation, Program program)
      throws CodebaseException {
    long start = System.nanoTime();
    var kept = program.takeSpare(activation);
    var loaded = kept == null ? load(activation, program, false) : kept;
    var prepared = Duration.ofNanos(System.nanoTime() - start);
    try {
      var outcome = program.activate(activation, loaded, prepared, kept != null);
      var counts = telemetry().shared();
      var name = activation.program();
      counts.observe(
          BuiltinMetric.ACTIVATION_DURATION, seconds(outcome.prepare()), name, "prepare");
      counts.observe(BuiltinMetric.ACTIVATION_DURATION, seconds(outcome.commit()), name, "commit");
      return outcome;
    } catch (CodebaseException | RuntimeException failure) {
      loaded.discard();
      throw failure;
    }
  }

  /// Under the lock of the program.
  private void count(String program, boolean isDone) {
    var counts = telemetry().shared();
    counts.set(BuiltinMetric.LAST_ACTIVATION_SUCCESS, isDone ? 1 : 0, program);
    if (isDone) {
      double now = System.currentTimeMillis() / MILLIS;
      counts.set(BuiltinMetric.LAST_ACTIVATION_TIMESTAMP, now, program);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }

  private Telemetry telemetry() {
    return services.find(Telemetry.class);
  }

  /// Adds what the programs are now to a snapshot.
  public void addTo(MetricSnapshot snapshot) {
    programs.values().forEach(program -> program.addTo(snapshot));
  }

  /// Throws CodebaseException with all findings if the codebase cannot run; ports are tried as well
  /// then, so that they are all there is.
  private Generation.Loaded load(Activation activation, Program program, boolean isTrial)
      throws CodebaseException {
    var attempt = loader.attempt(activation, scriptServices(activation, program, isTrial));
    var findings = attempt.findings();
    if (!findings.hasErrors()) {
      return attempt.loaded();
    }
    findings.addAll(program.portProblems(activation, attempt.listens()));
    discard(attempt.programs());
    throw new CodebaseException(findings.all());
  }

  private ScriptServices scriptServices(Activation activation, Program program, boolean isTrial) {
    var restart = new Restart(activation.with(Activation.Scrutiny.START), this);
    return new ProgramServices(
        activation,
        program.quotas(),
        services,
        isTrial ? _ -> {} : onExit,
        isTrial ? () -> {} : () -> workers.blocking().execute(restart));
  }

  /// See [dev.pipy.DataPlane#check].
  public Activation.Outcome check(Activation activation) throws CodebaseException {
    var program = known(activation);
    long start = System.nanoTime();
    var loaded = load(activation, program, true);
    try {
      var changes = program.tryListeners(activation, loaded);
      return new Activation.Outcome(
          0,
          changes,
          loaded.findings(),
          Duration.ofNanos(System.nanoTime() - start),
          Duration.ZERO,
          0,
          loaded.pipelines(),
          loaded.filters(),
          false);
    } finally {
      loaded.discard();
    }
  }

  /// See [dev.pipy.DataPlane#validate].
  public Activation.Validation validate(Activation given) {
    var activation = given.with(Activation.Scrutiny.DEPLOY);
    var program = known(activation);
    long start = System.nanoTime();
    var attempt = loader.attempt(activation, scriptServices(activation, program, true));
    try {
      var findings = attempt.findings();
      program
          .portProblems(activation, attempt.listens())
          .forEach(problem -> findings.add(problem.as(Diagnostic.Severity.WARNING)));
      return new Activation.Validation(
          findings.all(),
          FileCheck.files(activation.codebase()).size(),
          Duration.ofNanos(System.nanoTime() - start));
    } finally {
      discard(attempt.programs());
    }
  }

  /// The program that runs under a name, or one that nobody will hear of again.
  private Program known(Activation activation) {
    var program = programs.get(activation.program());
    return program == null
        ? new Program(activation.program(), workers, telemetry(), events)
        : program;
  }

  /// See [dev.pipy.DataPlane#graph(String)].
  public @Nullable ProgramGraph graph(String name) {
    var program = programs.get(name);
    var live = program == null ? null : program.current();
    return live == null ? null : live.loaded().graph();
  }

  /// See [dev.pipy.DataPlane#graph(Activation)].
  public ProgramGraph graph(Activation activation) throws CodebaseException {
    var loaded = load(activation, known(activation), true);
    loaded.discard();
    return loaded.graph();
  }

  /// See [dev.pipy.DataPlane#administer].
  public @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    for (var program : programs.values()) {
      var live = program.current();
      var answer = live == null ? null : live.administer(request);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }

  /// Looks inside what runs.
  public Inspection inspection() {
    return inspection;
  }

  private Program program(Activation activation) {
    return programs.computeIfAbsent(
        activation.program(), name -> new Program(name, workers, telemetry(), events));
  }

  private static void discard(List<WorkerProgram> loaded) {
    loaded.forEach(program -> program.worker().loop().execute(program::close));
  }

  /// See [dev.pipy.DataPlane#stop].
  public long stop(String name, Duration limit) {
    var program = programs.get(name);
    return program == null || program.current() == null ? -1 : program.stop(limit);
  }

  /// Stops all at once. Returns the connections that were cut.
  public long stopAll(Duration limit) {
    return programs.values().parallelStream().mapToLong(program -> program.stop(limit)).sum();
  }

  /// Client connections of all programs and generations.
  public long connections() {
    return programs.values().stream().mapToLong(Program::connections).sum();
  }

  /// What runs, by name.
  public List<ProgramStatus> status() {
    return programs.values().stream().map(Program::status).filter(Objects::nonNull).toList();
  }

  /// All listening ports, by address.
  public List<ListenerStatus> listeners() {
    return programs.values().stream()
        .flatMap(program -> program.listeners().stream())
        .sorted(Comparator.comparing(ListenerStatus::address))
        .toList();
  }

  private record ServiceTable(Map<Class<?>, Object> services) implements WorkerProgram.Services {
    @Override
    public <T> T find(Class<T> type) {
      var service = services.get(type);
      if (service == null) {
        throw new IllegalStateException("no service of type " + type.getName());
      }
      return type.cast(service);
    }
  }

  /// `pipy.restart()`: the same codebase, loaded again.
  private record Restart(Activation activation, Programs programs) implements Runnable {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("pipy.restart");

    @Override
    public void run() {
      LOG.info("Reloading codebase...");
      try {
        programs.activate(activation);
        LOG.info("Codebase reloaded");
      } catch (CodebaseException failure) {
        LOG.error("Failed reloading codebase, the old one runs on: {}", failure.getMessage());
      }
    }
  }
}
