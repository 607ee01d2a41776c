package dev.pipy.control.service;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.HashSet;
import java.util.Set;

/// The standard health service: "" is the server, which is well while all programs are that should
/// run, any other name a program.
public final class ProgramHealth {

  private final HealthStatusManager statuses = new HealthStatusManager();
  private final Set<String> failed = new HashSet<>();
  private boolean isReady;

  /// The server is not ready yet.
  public ProgramHealth() {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
  }

  /// The service to register.
  public BindableService service() {
    return statuses.getHealthService();
  }

  /// The server has started.
  public synchronized void ready() {
    isReady = true;
    tellServer();
  }

  private void tellServer() {
    statuses.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        isReady && failed.isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /// Nothing is served from now on.
  public void draining() {
    statuses.enterTerminalState();
  }

  synchronized void runs(String program) {
    statuses.setStatus(program, ServingStatus.SERVING);
    failed.remove(program);
    tellServer();
  }

  /// It was stopped.
  synchronized void doesNotRun(String program) {
    statuses.setStatus(program, ServingStatus.NOT_SERVING);
    failed.remove(program);
    tellServer();
  }

  /// It should run, and cannot.
  synchronized void failed(String program) {
    statuses.setStatus(program, ServingStatus.NOT_SERVING);
    failed.add(program);
    tellServer();
  }
}
