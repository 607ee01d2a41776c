package dev.pipy.control.service;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/// The standard health service: "" is the server, any other name a program.
public final class ProgramHealth {

  private final HealthStatusManager statuses = new HealthStatusManager();

  /// The server is not ready yet.
  public ProgramHealth() {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
  }

  /// The service to register.
  public BindableService service() {
    return statuses.getHealthService();
  }

  /// The server is ready.
  public void ready() {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
  }

  /// Nothing is served from now on.
  public void draining() {
    statuses.enterTerminalState();
  }

  void runs(String program) {
    statuses.setStatus(program, ServingStatus.SERVING);
  }

  void doesNotRun(String program) {
    statuses.setStatus(program, ServingStatus.NOT_SERVING);
  }
}
