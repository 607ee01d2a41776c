package dev.pipy.control;

import dev.pipy.control.host.ProgramHost;
import dev.pipy.control.ops.Check;
import dev.pipy.control.ops.Health;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server process is. The process says how far it has come; any thread asks.
final class ServerHealth implements Health {

  /// How long an event loop may be busy with one turn.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ProgramHost host;
  private volatile @Nullable Stored stored;
  private volatile boolean hasStarted;
  private volatile boolean isDraining;

  /// What the control API knows.
  interface Stored {

    /// Stored programs that should run and do not.
    List<String> failedPrograms();

    /// Why nothing can be stored; empty if it can.
    String stateFault();

    /// Whether a call has taken the server out of service.
    boolean isOutOfService();
  }

  ServerHealth(ProgramHost host) {
    this.host = host;
  }

  /// Programs and state are stored, perhaps.
  void stored(Stored known) {
    stored = known;
  }

  /// The codebase of the command line is active, and stored programs were started or failed to.
  void hasStarted() {
    hasStarted = true;
  }

  /// The process is about to end.
  void draining() {
    isDraining = true;
  }

  @Override
  public List<Check> live() {
    var silent = host.silentWorkers(PATIENCE);
    return List.of(
        Check.of(
            "event-loops",
            silent.isEmpty()
                ? ""
                : "no answer within %d s from %s"
                    .formatted(PATIENCE.toSeconds(), silent.toString())));
  }

  @Override
  public List<Check> ready() {
    return List.of(
        initialProgram(),
        Check.of("not-draining", drain()),
        Check.of("programs", failedPrograms()),
        Check.of("state-writable", stateFault()));
  }

  @Override
  public List<Check> started() {
    return List.of(initialProgram());
  }

  private Check initialProgram() {
    return Check.of("initial-program", hasStarted ? "" : "the server is starting");
  }

  private String drain() {
    var known = stored;
    if (isDraining) {
      return "the server is draining";
    }
    return known != null && known.isOutOfService()
        ? "the server is out of service (pipyctl undrain)"
        : "";
  }

  private String failedPrograms() {
    var known = stored;
    var failed = known == null ? List.<String>of() : known.failedPrograms();
    return failed.isEmpty() ? "" : "not running as stored: " + String.join(", ", failed);
  }

  private String stateFault() {
    var known = stored;
    return known == null ? "" : known.stateFault();
  }
}
