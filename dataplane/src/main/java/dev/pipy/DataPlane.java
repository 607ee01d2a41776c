package dev.pipy;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.pipeline.ScriptArguments;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.program.Activation;
import dev.pipy.program.AdminRequest;
import dev.pipy.program.Inspection;
import dev.pipy.program.ListenerStatus;
import dev.pipy.program.ProgramEvent;
import dev.pipy.program.ProgramGraph;
import dev.pipy.program.ProgramStatus;
import dev.pipy.program.Programs;
import dev.pipy.script.ScriptEngine;
import dev.pipy.telemetry.RuntimeMetrics;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.tls.TlsContexts;
import dev.pipy.upstream.Connector;
import dev.pipy.worker.ChildProcesses;
import dev.pipy.worker.Survey;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running proxy: workers, programs, listeners. Starts and stops; the one place that wires the
/// packages together. Methods may be called from any thread that is not a worker; they block until
/// done.
public final class DataPlane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.metrics");

  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final Connector connector;
  private final ScriptEngine engine;
  private final TlsContexts tls;
  private final ChildProcesses processes;
  private final Programs programs;

  private static ScriptEngine finished(FutureTask<ScriptEngine> task) {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          wasInterrupted = true; // it takes a second at most
        } catch (ExecutionException failure) {
          throw new IllegalStateException("the script engine cannot start", failure.getCause());
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private DataPlane(DataPlaneOptions options, IntConsumer onExit) {
    // half of a start is the engine's: it begins beside the workers
    var engineTask =
        new FutureTask<>(() ->
            new ScriptEngine(
                Programs.builderMethods(), options.callbackLimit(), options.loadLimit()));
    Thread.ofPlatform().name("script-engine").start(engineTask);
    workers = new WorkerGroup(options.workers());
    telemetry = new Telemetry(workers.workers());
    connector = new Connector(workers, telemetry);
    engine = finished(engineTask);
    tls = new TlsContexts(workers.blocking());
    processes = new ChildProcesses(options.maxProcesses());
    programs =
        new Programs(
            workers,
            engine,
            Map.of(
                Connector.class,
                connector,
                TlsContexts.class,
                tls,
                Executor.class,
                workers.blocking(),
                ChildProcesses.class,
                processes,
                SystemAccess.class,
                options.systemAccess(),
                ScriptArguments.class,
                new ScriptArguments(options.arguments()),
                Telemetry.class,
                telemetry),
            onExit);
  }

  /// Starts the workers and the script engine; nothing listens yet.
  ///
  /// @param onExit called when a script asks to end the process, with its exit code
  public static DataPlane start(DataPlaneOptions options, IntConsumer onExit) {
    return new DataPlane(options, onExit);
  }

  /// Loads a codebase beside what runs, checks it, binds its new ports and swaps it in. On failure
  /// nothing has changed. One activation per program at a time; others wait.
  ///
  /// Throws CodebaseException with all findings; if only ports are at fault, all its errors have
  /// the id CANNOT_LISTEN.
  public Activation.Outcome activate(Activation activation) throws CodebaseException {
    return programs.activate(activation);
  }

  /// Does all of [#activate] but the swap.
  public Activation.Outcome check(Activation activation) throws CodebaseException {
    return programs.check(activation);
  }

  /// Loads a version of a program that runs, and keeps it: to [#activate] it then takes
  /// milliseconds. One is kept for each program, until it is activated, another one is kept,
  /// [#dropWarm], or the program is stopped. A version is told by its revision, which must stand
  /// for one content. Its scripts' top level has run; nothing of it is started and no port bound.
  ///
  /// Throws CodebaseException as [#activate] would. Returns false if the program does not run, or
  /// runs this revision.
  public boolean keepWarm(Activation activation) throws CodebaseException {
    return programs.keepWarm(activation);
  }

  /// Frees what [#keepWarm] kept of a program, if anything.
  public void dropWarm(String program) {
    programs.dropWarm(program);
  }

  /// Looks at all of a codebase and says everything that it finds; nothing changes. Ports that
  /// others use are warnings, since who validates may run it elsewhere.
  public Activation.Validation validate(Activation activation) {
    return programs.validate(activation);
  }

  /// Closes a program's ports and drains it. Returns when all its connections have ended or the
  /// limit is over.
  ///
  /// @return connections that were cut; -1 if no such program runs
  public long stop(String program, Duration drainLimit) {
    return programs.stop(program, drainLimit);
  }

  /// From now on tells this one, and no other, what happens to programs. It is told on the thread
  /// that something happens on, which may be a worker, so it must not wait.
  public void onEvent(Consumer<ProgramEvent> listener) {
    programs.onEvent(listener);
  }

  /// Lets clients go, as in a drain: each finishes what it has under way, and the next answer of an
  /// HTTP connection is its last. Ports stay open, and who comes meanwhile is served the same way;
  /// so are the versions that are activated meanwhile. Nothing is cut.
  ///
  /// @param isOn false: connections may stay again, but for those that were told to go
  public void windDown(boolean isOn) {
    programs.windDown(isOn);
  }

  /// What runs, by name.
  public List<ProgramStatus> programs() {
    return programs.status();
  }

  /// Looks inside what runs.
  public Inspection inspection() {
    return programs.inspection();
  }

  /// The picture of what runs under a name; null if nothing does.
  public @Nullable ProgramGraph graph(String program) {
    return programs.graph(program);
  }

  /// The picture of a codebase, which is loaded and checked for it. Nothing is bound, and nothing
  /// that runs changes.
  ///
  /// Throws CodebaseException with all findings if it cannot run.
  public ProgramGraph graph(Activation activation) throws CodebaseException {
    return programs.graph(activation);
  }

  /// Answers a request to the operations endpoint by a pipeline that a program has for its path;
  /// null if none has. The answer comes within 10 seconds, unless a worker is busy.
  public @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    return programs.administer(request);
  }

  /// All listening ports, by address.
  public List<ListenerStatus> listeners() {
    return programs.listeners();
  }

  /// Client connections that are open.
  public long connections() {
    return programs.connections();
  }

  /// All metrics, those of scripts brought up to date before. Waits for the workers at most a
  /// second. From the first call on the loops measure how late they are.
  public MetricSnapshot metrics() {
    telemetry.watchLoops();
    askScripts();
    var snapshot = new MetricSnapshot();
    telemetry.addTo(snapshot);
    programs.addTo(snapshot);
    engine.counts().addTo(snapshot);
    engine.metrics().addTo(snapshot);
    tls.expiries()
        .forEach((subject, expiry) ->
            snapshot.add(BuiltinMetric.TLS_CERTIFICATE_EXPIRY, expiry.getEpochSecond(), subject));
    RuntimeMetrics.addTo(snapshot);
    return snapshot;
  }

  private void askScripts() {
    var collectors = engine.metrics().collectors();
    var open = new CountDownLatch(collectors.size());
    collectors.forEach(collector -> collector.collect(open::countDown));
    try {
      if (!open.await(1, TimeUnit.SECONDS)) {
        LOG.atWarn().log("a worker is too busy to bring its gauges up to date");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until every worker has run a task, at most as long as the limit. Returns the indexes of
  /// those that have not.
  public List<Integer> silentWorkers(Duration limit) {
    return Survey.of(workers.workers(), limit, Worker::index).silent();
  }

  /// Number of workers.
  public int workers() {
    return workers.workers().size();
  }

  /// "epoll" or "nio".
  public String transport() {
    return workers.transport();
  }

  /// "optimized" or "interpreted".
  public String scriptMode() {
    return engine.mode();
  }

  /// Version of the script engine.
  public String scriptEngineVersion() {
    return engine.version();
  }

  /// Stops all programs, drained within the limit. Returns connections that were cut.
  public long drain(Duration drainLimit) {
    return programs.stopAll(drainLimit);
  }

  /// Ends the workers at once.
  @Override
  public void close() {
    connector.close();
    workers.close();
    processes.close();
    tls.close();
    engine.close();
  }
}
