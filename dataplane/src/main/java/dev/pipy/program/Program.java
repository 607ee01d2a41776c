package dev.pipy.program;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.downstream.Endpoint;
import dev.pipy.downstream.Inbound;
import dev.pipy.downstream.Listener;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.program.Activation.ListenerChange;
import dev.pipy.quota.NamedQuotas;
import dev.pipy.telemetry.Telemetry;
import dev.pipy.worker.Worker;
import dev.pipy.worker.WorkerGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A name under which codebases run, one generation after the other. Swapping is one write of a
/// reference, which every accept on every worker reads. Any thread that is not a worker; changes
/// are one at a time.
final class Program {

  private static final Logger LOG = LoggerFactory.getLogger("pipy.listener");

  private final String name;
  private final WorkerGroup workers;
  private final Telemetry telemetry;
  private final ProgramEvents events;
  private final NamedQuotas quotas = new NamedQuotas();
  private final ProgramPorts ports;
  private final List<Generation> draining = new CopyOnWriteArrayList<>();
  private volatile @Nullable Generation current;

  /// In a swap, until its ports are closed: who was still waiting there is served by it.
  private volatile @Nullable Generation leaving;

  private final SpareVersion spare = new SpareVersion();

  private long generations;
  private boolean isWindingDown;

  Program(String name, WorkerGroup workers, Telemetry telemetry, ProgramEvents events) {
    this.name = name;
    this.workers = workers;
    this.telemetry = telemetry;
    this.events = events;
    this.ports = new ProgramPorts(workers, telemetry, this::portNow);
  }

  /// The quotas that outlive a version. Any thread.
  NamedQuotas quotas() {
    return quotas;
  }

  /// Binds what is new, starts the tasks, then swaps. On failure nothing has changed.
  synchronized Activation.Outcome activate(
      Activation activation, Generation.Loaded loaded, Duration prepared, boolean wasWarm)
      throws CodebaseException {
    var before = current;
    long bindStart = System.nanoTime();
    var opened = bindNew(activation, loaded);
    var next = new Generation(++generations, activation, loaded);
    ListenerArrays.onChange(loaded.arrays(), workers, () -> adjustPorts(next));
    long commitStart = System.nanoTime();
    try {
      next.start();
    } catch (RuntimeException failure) {
      opened.forEach(ports::close);
      throw failure;
    }
    if (isWindingDown) {
      next.windDown(true);
    }
    leaving = before;
    current = next;
    // what tasks have just said of their arrays counts already: a port that they keep never closes
    var changes = ports.switchTo(loaded.wanted(), opened);
    leaving = null;
    long left = before == null ? 0 : before.connections();
    if (before != null) {
      draining.add(before);
      drain(before, activation.drainLimit(), false).thenRun(() -> draining.remove(before));
    }
    long commitEnd = System.nanoTime();
    events.activated(name, next, before, changes, left, Duration.ofNanos(commitEnd - commitStart));
    return new Activation.Outcome(
        next.number(),
        changes,
        loaded.findings(),
        prepared.plusNanos(commitStart - bindStart),
        Duration.ofNanos(commitEnd - commitStart),
        left,
        loaded.pipelines(),
        loaded.filters(),
        wasWarm);
  }

  /// Opens and closes ports as the arrays of a generation want it, if that is the one that runs.
  /// What cannot be opened is logged, and tried again at the next change.
  private synchronized void adjustPorts(Generation one) {
    if (current != one) {
      return;
    }
    var loaded = one.loaded();
    var removed = ListenerArrays.removed(loaded.arrays());
    var wanted = loaded.wanted();
    var changes = ports.switchTo(wanted, ports.bindSome(wanted.values()));
    ListenerArrays.closed(loaded.arrays(), removed);
    events.ports(name, one, changes);
  }

  /// See [dev.pipy.DataPlane#windDown]; goes for the generations to come, too.
  synchronized void windDown(boolean isOn) {
    if (isWindingDown == isOn) {
      return;
    }
    isWindingDown = isOn;
    var live = current;
    if (live != null) {
      live.windDown(isOn);
    }
  }

  /// Keeps a loaded version for [#takeSpare], in place of the one that was kept. Returns false, and
  /// keeps nothing, if it is the version that runs, or if none runs.
  synchronized boolean keepSpare(Activation activation, Generation.Loaded loaded) {
    var live = current;
    if (live == null || live.activation().revision() == activation.revision()) {
      return false;
    }
    dropSpare();
    spare.keep(activation, loaded);
    return true;
  }

  /// The version that is kept, if it is this one; it is kept no longer.
  synchronized Generation.@Nullable Loaded takeSpare(Activation activation) {
    return spare.take(activation);
  }

  /// Frees the version that is kept.
  synchronized void dropSpare() {
    long revision = spare.revision();
    if (spare.drop()) {
      events.tell(new ProgramEvent.Freed(name, revision, 0));
    }
  }

  /// Says what [#activate] would do with the ports, after trying the new ones.
  synchronized List<ListenerChange> tryListeners(Activation activation, Generation.Loaded loaded)
      throws CodebaseException {
    var opened = bindNew(activation, loaded);
    opened.forEach(ports::close);
    return ports.changes(loaded.wanted(), opened);
  }

  /// What keeps the program from listening where a codebase wants it to; the ports are only tried.
  synchronized List<Diagnostic> portProblems(
      Activation activation, Collection<ModulePlan.Listen> listens) {
    var opened = new ArrayList<Listener>();
    var problems = ports.bind(listens, opened, activation.codebase());
    opened.forEach(ports::close);
    return problems;
  }

  private List<Listener> bindNew(Activation activation, Generation.Loaded loaded)
      throws CodebaseException {
    var opened = new ArrayList<Listener>();
    var problems = ports.bind(loaded.wanted().values(), opened, activation.codebase());
    if (!problems.isEmpty()) {
      opened.forEach(ports::close);
      problems.addAll(loaded.findings());
      throw new CodebaseException(problems);
    }
    return opened;
  }

  private Inbound.@Nullable Port portNow(Endpoint endpoint, Worker worker) {
    var live = current;
    var port = live == null ? null : live.port(endpoint, worker);
    var before = leaving;
    return port == null && before != null ? before.port(endpoint, worker) : port;
  }

  /// Closes the ports and drains all generations. Returns the connections that were cut.
  synchronized long stop(Duration limit) {
    var last = current;
    long revision = last == null ? 0 : last.activation().revision();
    long number = last == null ? 0 : last.number();
    for (var address : ports.closeAll()) {
      events.tell(new ProgramEvent.ListenerClosed(name, revision, number, address));
    }
    dropSpare();
    current = null;
    if (last != null) {
      draining.add(last);
    }
    var all = List.copyOf(draining);
    var drained =
        all.stream().map(one -> drain(one, limit, true)).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(drained).get(limit.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOG.atWarn().addKeyValue("program", name).log("still draining, left alone");
    }
    draining.removeAll(all);
    ports.awaitClosed();
    long cut = all.stream().mapToLong(Generation::cut).sum();
    if (last != null) {
      events.tell(new ProgramEvent.Stopped(name, revision, number, cut));
    }
    return cut;
  }

  /// Drains a generation, and counts that once, when it is done.
  private CompletableFuture<Void> drain(Generation one, Duration limit, boolean isForGood) {
    boolean isFirst = one.beginDrain();
    long start = System.nanoTime();
    var drained = one.drain(limit, isForGood);
    if (isFirst) {
      long revision = one.activation().revision();
      drained.thenRun(() -> {
        long nanos = System.nanoTime() - start;
        telemetry.shared().observe(BuiltinMetric.DRAIN_DURATION, nanos / 1e9, name);
        telemetry.shared().add(BuiltinMetric.DRAIN_FORCED_CONNECTIONS, (double) one.cut(), name);
        events.tell(
            new ProgramEvent.Drained(
                name, revision, one.number(), one.cut(), Duration.ofNanos(nanos)));
      });
      one.freed().thenRun(() -> events.tell(new ProgramEvent.Freed(name, revision, one.number())));
    }
    return drained;
  }

  /// Adds what it is now to a snapshot.
  void addTo(MetricSnapshot snapshot) {
    var live = current;
    PipelineGauges.add(snapshot, name, generations());
    int old = draining.size();
    if (live != null) {
      snapshot.add(BuiltinMetric.GENERATION, live.number(), name);
    }
    if (live != null || old > 0) {
      snapshot.add(BuiltinMetric.GENERATIONS, live == null ? 0 : 1, name, "active");
      snapshot.add(BuiltinMetric.GENERATIONS, old, name, "draining");
      snapshot.add(BuiltinMetric.GENERATIONS, spare.isEmpty() ? 0 : 1, name, "warm");
    }
  }

  @Nullable Generation current() {
    return current;
  }

  String name() {
    return name;
  }

  /// The one that new connections see, if there is one, and those that still drain.
  List<Generation> generations() {
    var live = current;
    var all = new ArrayList<Generation>();
    if (live != null) {
      all.add(live);
    }
    all.addAll(draining);
    return all;
  }

  long connections() {
    var live = current;
    return (live == null ? 0 : live.connections()) + drainingConnections();
  }

  private long drainingConnections() {
    return draining.stream().mapToLong(Generation::connections).sum();
  }

  /// Null when it is stopped.
  @Nullable ProgramStatus status() {
    var live = current;
    if (live == null) {
      return null;
    }
    return new ProgramStatus(
        name,
        live.activation().revision(),
        live.number(),
        live.since(),
        live.loaded().wanted().keySet().stream()
            .filter(ports::isOpen)
            .map(Endpoint::toString)
            .toList(),
        live.connections(),
        drainingConnections(),
        spare.revision());
  }

  synchronized List<ListenerStatus> listeners() {
    var live = current;
    return ports.open().stream()
        .map(listener ->
            new ListenerStatus(
                listener.endpoint().toString(),
                name,
                live == null ? 0 : live.activation().revision(),
                listener.connections(),
                listener.accepted(),
                listener.dropped()))
        .toList();
  }
}
