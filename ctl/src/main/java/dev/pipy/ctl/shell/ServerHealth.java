package dev.pipy.ctl.shell;

import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.GetStatusResponse;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Watches from the background whether the server is well, so that the prompt need not wait.
final class ServerHealth implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SECONDS_BETWEEN_PROBES = 5;

  /// What the last probe found, the better before the worse.
  enum State {
    UNKNOWN("…"),
    HEALTHY("✓"),
    NOT_HEALTHY("‼"),
    NOT_ALLOWED("?"),
    GONE("✗");

    private final String sign;

    State(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /// What is known, and of which servers.
  ///
  /// @param revision active revision of the program that was asked about; 0 if there is none, or if
  ///   servers differ
  record Known(Place place, State state, long revision) {}

  private final Runnable onChange;
  private final AtomicReference<Known> known;
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("server-health").factory());

  /// @param onChange called on another thread when something has changed
  ServerHealth(Place place, Runnable onChange) {
    this.known = new AtomicReference<>(new Known(place, State.UNKNOWN, 0));
    this.onChange = onChange;
  }

  void start() {
    var _ = prober.scheduleWithFixedDelay(this::probe, 0, SECONDS_BETWEEN_PROBES, TimeUnit.SECONDS);
  }

  Known known() {
    return known.get();
  }

  /// Watches other servers from now on.
  void watch(Place place) {
    if (!known.get().place().equals(place)) {
      known.set(new Known(place, State.UNKNOWN, 0));
    }
  }

  /// Looks again now, as after a command.
  void refresh() {
    prober.execute(this::probe);
  }

  private void probe() {
    Known before = known.get();
    Known found = look(before.place());
    // what was found about other servers than those watched now is of no use
    if (known.compareAndSet(before, found) && !found.equals(before)) {
      onChange.run();
    }
  }

  /// The worst of all servers.
  private static Known look(Place place) {
    State worst = State.UNKNOWN;
    Set<Long> revisions = new HashSet<>();
    for (Connection connection : place.connections()) {
      State state = State.HEALTHY;
      try (ControlClient client = new ControlClient(patient(connection), _ -> () -> {})) {
        GetStatusResponse status =
            client.call(
                ServerServiceGrpc::newBlockingStub,
                stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
        state = status.getHealthy() ? State.HEALTHY : State.NOT_HEALTHY;
        status.getProgramsList().stream()
            .filter(program -> program.getName().equals(place.program()))
            .forEach(program -> revisions.add(program.getActiveRevision()));
      } catch (CommandFailure failed) {
        state = stateAfter(failed);
      }
      worst = state.compareTo(worst) > 0 ? state : worst;
    }
    long revision = revisions.size() == 1 ? revisions.iterator().next() : 0;
    return new Known(place, worst, revision);
  }

  private static Connection patient(Connection connection) {
    return new Connection(
        connection.target(), connection.security(), connection.credentials(), PATIENCE, _ -> {});
  }

  private static State stateAfter(CommandFailure failed) {
    return switch (failed.failure().exit()) {
      case UNREACHABLE, TIMED_OUT -> State.GONE;
      case NOT_ALLOWED -> State.NOT_ALLOWED;
      case DONE,
          REFUSED,
          USAGE,
          INVALID_CODEBASE,
          DIFFERENT,
          NOT_FOUND,
          CONFLICT,
          PARTLY_DONE,
          LIMIT,
          INTERRUPTED ->
          State.NOT_HEALTHY;
    };
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
