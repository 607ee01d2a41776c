package dev.pipy.control.service;

import dev.pipy.codebase.CodebaseException;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.control.host.ProgramHost;
import dev.pipy.metrics.MetricSnapshot;
import dev.pipy.program.Activation;
import dev.pipy.program.Activation.ListenerChange;
import dev.pipy.program.AdminRequest;
import dev.pipy.program.ListenerStatus;
import dev.pipy.program.ProgramEvent;
import dev.pipy.program.ProgramGraph;
import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Kind;
import dev.pipy.program.ProgramStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Runs nothing. A main script that consists of the name of a diagnostic fails with that one; one
/// that says "WARNING" has a warning.
public final class FakeHost implements ProgramHost {

  private static final Diagnostic WARNING =
      new Diagnostic(
          Diagnostic.Severity.WARNING,
          DiagnosticId.UNUSED_PIPELINE,
          "is not reached",
          "/main.js",
          1,
          2,
          "frame",
          "remove it");

  private final Map<String, Activation> running = new ConcurrentSkipListMap<>();
  private final Map<String, Activation> warm = new ConcurrentSkipListMap<>();
  private final List<Long> warmed = new CopyOnWriteArrayList<>();
  private final AtomicInteger activations = new AtomicInteger();
  private final AtomicInteger drops = new AtomicInteger();
  private final FakeInspection inspection = new FakeInspection();
  private volatile @Nullable CountDownLatch gate;
  private volatile @Nullable CountDownLatch drainGate;
  private volatile boolean isRefusing;
  private volatile List<Integer> silentWorkers = List.of();
  private final CountDownLatch waiting = new CountDownLatch(1);
  private volatile Callable<?> onActivation = () -> "";
  private volatile Runnable onCheck = () -> {};
  private volatile LongConsumer whileWarming = _ -> {};
  private volatile Duration drainLimit = Duration.ZERO;
  private volatile Consumer<ProgramEvent> listener = _ -> {};
  private volatile boolean isWindingDown;
  private volatile long connections = -1;

  /// As if a data plane told it.
  void tell(ProgramEvent event) {
    listener.accept(event);
  }

  /// Whether clients are let go.
  boolean isWindingDown() {
    return isWindingDown;
  }

  /// That many client connections are open from now on; as many as usual by default.
  void connections(long count) {
    connections = count;
  }

  @Override
  public void onEvent(Consumer<ProgramEvent> listener) {
    this.listener = listener;
  }

  @Override
  public void windDown(boolean isOn) {
    isWindingDown = isOn;
  }

  /// Activations wait for the gate from now on.
  void holdAt(CountDownLatch gate) {
    this.gate = gate;
  }

  /// Draining waits for the gate from now on.
  public void holdDrainAt(CountDownLatch gate) {
    drainGate = gate;
  }

  /// Runs after each activation.
  public void onActivation(Callable<?> task) {
    onActivation = task;
  }

  /// Runs before each activation and check.
  public void onCheck(Runnable task) {
    onCheck = task;
  }

  /// That of the last drain.
  public Duration drainLimit() {
    return drainLimit;
  }

  /// Counted down when an activation waits at the gate.
  CountDownLatch waiting() {
    return waiting;
  }

  /// The revisions that were ever kept warm, in order.
  List<Long> warmed() {
    return warmed;
  }

  /// How often a codebase was swapped in.
  public int activations() {
    return activations.get();
  }

  /// What runs under a name.
  @Nullable Activation running(String program) {
    return running.get(program);
  }

  /// As if the process had been started anew.
  void forget() {
    running.clear();
  }

  @Override
  public Activation.Outcome activate(Activation activation) throws CodebaseException {
    pass(gate);
    if (isRefusing) {
      throw new IllegalStateException("refused by the test");
    }
    boolean isWarm = warmRevision(activation.program()) == activation.revision();
    var outcome = check(activation, isWarm);
    activations.incrementAndGet();
    running.put(activation.program(), activation);
    if (isWarm) {
      warm.remove(activation.program());
    }
    try {
      onActivation.call();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
    return outcome;
  }

  private void pass(@Nullable CountDownLatch gate) {
    if (gate != null) {
      waiting.countDown();
      try {
        gate.await();
      } catch (InterruptedException expected) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Activation.Outcome check(Activation activation) throws CodebaseException {
    return check(activation, false);
  }

  private Activation.Outcome check(Activation activation, boolean isWarm) throws CodebaseException {
    onCheck.run();
    var main = activation.codebase().read(activation.main());
    var text = main == null ? "FILE_MISSING" : new String(main, StandardCharsets.UTF_8);
    if (text.equals("BUG")) {
      throw new IllegalStateException("a bug");
    }
    for (var id : DiagnosticId.values()) {
      if (id.name().equals(text)) {
        throw new CodebaseException(
            List.of(
                new Diagnostic(
                    Diagnostic.Severity.ERROR, id, "is wrong", "/main.js", 3, 7, "frame", "fix")));
      }
    }
    return new Activation.Outcome(
        activations.get() + 1,
        List.of(new ListenerChange(ListenerChange.Kind.OPENED, "0.0.0.0:8000")),
        text.equals("WARNING") ? List.of(WARNING) : List.of(),
        Duration.ofMillis(5),
        Duration.ofMillis(1),
        2,
        3,
        4,
        isWarm);
  }

  /// Runs `task` with the revision's number while one is loaded to be kept warm.
  void whileWarming(LongConsumer task) {
    whileWarming = task;
  }

  @Override
  public boolean keepWarm(Activation activation) throws CodebaseException {
    check(activation);
    var runs = running.get(activation.program());
    if (runs == null || runs.revision() == activation.revision()) {
      return false;
    }
    whileWarming.accept(activation.revision());
    warmed.add(activation.revision());
    warm.put(activation.program(), activation);
    return true;
  }

  @Override
  public void dropWarm(String program) {
    warm.remove(program);
    drops.incrementAndGet();
  }

  /// How often something that was kept warm was dropped, or nothing.
  int drops() {
    return drops.get();
  }

  private long warmRevision(String program) {
    var kept = warm.get(program);
    return kept == null ? 0 : kept.revision();
  }

  @Override
  public Activation.Validation validate(Activation activation) {
    List<Diagnostic> findings;
    try {
      findings = check(activation).warnings();
    } catch (CodebaseException failure) {
      findings = failure.diagnostics();
    }
    return new Activation.Validation(
        findings, activation.codebase().files().size(), Duration.ofMillis(84));
  }

  @Override
  public long stop(String program, Duration drainLimit) {
    return running.remove(program) == null ? -1 : 7;
  }

  @Override
  public long drain(Duration drainLimit) {
    this.drainLimit = drainLimit;
    pass(drainGate);
    running.clear();
    return 0;
  }

  @Override
  public List<ProgramStatus> programs() {
    return running.values().stream()
        .map(activation ->
            new ProgramStatus(
                activation.program(),
                activation.revision(),
                activations.get(),
                Instant.EPOCH,
                List.of("0.0.0.0:8000"),
                5,
                2,
                warmRevision(activation.program())))
        .toList();
  }

  @Override
  public FakeInspection inspection() {
    return inspection;
  }

  @Override
  public @Nullable ProgramGraph graph(String program) {
    var activation = running.get(program);
    return activation == null ? null : graph("running", activation);
  }

  @Override
  public @Nullable CompletableFuture<AdminRequest.Answer> administer(AdminRequest request) {
    return null;
  }

  @Override
  public ProgramGraph graph(Activation activation) throws CodebaseException {
    check(activation);
    return graph("loaded", activation);
  }

  /// A listener whose filter is named after what was asked for.
  private static ProgramGraph graph(String name, Activation activation) {
    var place = new SourceLocation("/main.js", 3, 7);
    var filter =
        new ProgramGraph.Filter(
            name + activation.revision(), List.of("'a'"), place, Choice.FIXED, List.of());
    return new ProgramGraph(
        List.of(
            new ProgramGraph.Pipeline(
                "listen:0.0.0.0:8000", Kind.LISTENER, "0.0.0.0:8000", place, List.of(filter))));
  }

  @Override
  public List<ListenerStatus> listeners() {
    return running.values().stream()
        .map(activation ->
            new ListenerStatus(
                "0.0.0.0:8000", activation.program(), activation.revision(), 5, 9, 0))
        .toList();
  }

  @Override
  public long connections() {
    return connections >= 0 ? connections : 7L * running.size();
  }

  @Override
  public MetricSnapshot metrics() {
    return new MetricSnapshot();
  }

  @Override
  public List<Integer> silentWorkers(Duration limit) {
    return silentWorkers;
  }

  /// Activations fail from now on.
  public void refuseFromNowOn() {
    isRefusing = true;
  }

  /// Activations succeed again.
  public void acceptFromNowOn() {
    isRefusing = false;
  }

  /// Event loops that answer no more from now on.
  public void silence(Integer... workers) {
    silentWorkers = List.of(workers);
  }

  @Override
  public int workers() {
    return 2;
  }

  @Override
  public String transport() {
    return "nio";
  }

  @Override
  public String scriptMode() {
    return "interpreted";
  }

  @Override
  public String scriptEngineVersion() {
    return "1.2.3";
  }

  @Override
  public void close() {}
}
