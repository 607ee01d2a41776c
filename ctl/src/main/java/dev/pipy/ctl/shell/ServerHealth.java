package dev.pipy.ctl.shell;

import dev.pipy.control.v1.GetStatusRequest;
import dev.pipy.control.v1.ServerServiceGrpc;
import dev.pipy.ctl.client.Connection;
import dev.pipy.ctl.client.ControlClient;
import dev.pipy.ctl.outcome.CommandFailure;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Watches from the background whether the server is well, so that the prompt need not wait.
final class ServerHealth implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int SECONDS_BETWEEN_PROBES = 5;

  /// What the last probe found.
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

  private final Connection connection;
  private final Runnable onChange;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("server-health").factory());

  /// @param onChange called on another thread when the state has changed
  ServerHealth(Connection connection, Runnable onChange) {
    this.connection =
        new Connection(connection.target(), connection.credentials(), PATIENCE, _ -> {});
    this.onChange = onChange;
  }

  void start() {
    var _ = prober.scheduleWithFixedDelay(this::probe, 0, SECONDS_BETWEEN_PROBES, TimeUnit.SECONDS);
  }

  State state() {
    return state.get();
  }

  /// Looks again now, as after a command.
  void refresh() {
    prober.execute(this::probe);
  }

  private void probe() {
    State found = look();
    if (state.getAndSet(found) != found) {
      onChange.run();
    }
  }

  private State look() {
    try (ControlClient client = new ControlClient(connection, _ -> () -> {})) {
      boolean healthy =
          client
              .call(
                  ServerServiceGrpc::newBlockingStub,
                  stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()))
              .getHealthy();
      return healthy ? State.HEALTHY : State.NOT_HEALTHY;
    } catch (CommandFailure failed) {
      return switch (failed.failure().exit()) {
        case UNREACHABLE, TIMED_OUT -> State.GONE;
        case NOT_ALLOWED -> State.NOT_ALLOWED;
        case DONE,
            REFUSED,
            USAGE,
            INVALID_CODEBASE,
            NOT_FOUND,
            CONFLICT,
            PARTLY_DONE,
            LIMIT,
            INTERRUPTED ->
            State.NOT_HEALTHY;
      };
    }
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
