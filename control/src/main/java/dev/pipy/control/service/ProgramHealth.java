package dev.pipy.control.service;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The standard health service: "" is the server, which is well while all programs are that should
/// run, any other name a program. Nothing is well while the server is out of service.
public final class ProgramHealth {

  private final HealthStatusManager statuses = new HealthStatusManager();
  private final Map<String, ServingStatus> programs = new TreeMap<>();
  private final Set<String> failed = new HashSet<>();
  private boolean isReady;
  private boolean isOut;

  /// The server is not ready yet.
  public ProgramHealth() {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
  }

  /// The service to register.
  public BindableService service() {
    return statuses.getHealthService();
  }

  /// The server has started. Returns whether that is news.
  public synchronized boolean ready() {
    boolean isNews = !isReady;
    isReady = true;
    tellServer();
    return isNews;
  }

  private void tellServer() {
    statuses.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        isReady && !isOut && failed.isEmpty() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /// Nothing is served from now on.
  public void draining() {
    statuses.enterTerminalState();
  }

  /// The server shall get no more traffic for now, or it shall again.
  synchronized void outOfService(boolean isOut) {
    this.isOut = isOut;
    tellServer();
    programs.forEach(this::tell);
  }

  private void tell(String program, ServingStatus status) {
    statuses.setStatus(program, isOut ? ServingStatus.NOT_SERVING : status);
  }

  private void set(String program, ServingStatus status) {
    programs.put(program, status);
    tell(program, status);
  }

  synchronized void runs(String program) {
    set(program, ServingStatus.SERVING);
    failed.remove(program);
    tellServer();
  }

  /// It was stopped.
  synchronized void doesNotRun(String program) {
    set(program, ServingStatus.NOT_SERVING);
    failed.remove(program);
    tellServer();
  }

  /// It should run, and cannot.
  synchronized void failed(String program) {
    set(program, ServingStatus.NOT_SERVING);
    failed.add(program);
    tellServer();
  }
}
