package dev.pipy.control.service;

import java.util.concurrent.atomic.AtomicReference;

/// Where the server is in its life; only goes forward.
public final class ServerPhase {

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);

  /// The stages of a server's life.
  public enum Phase {
    /// Stored programs are being started.
    STARTING,
    /// All calls are served.
    READY,
    /// Connections end; nothing may be changed any more.
    DRAINING
  }

  /// The start of a life.
  public ServerPhase() {}

  /// Where it is now.
  public Phase now() {
    return phase.get();
  }

  /// Throws unless changes are possible.
  void check() {
    switch (now()) {
      case STARTING -> throw ControlErrors.starting();
      case READY -> {}
      case DRAINING -> throw ControlErrors.draining();
    }
  }

  /// All stored programs were started or failed to.
  public void ready() {
    phase.compareAndSet(Phase.STARTING, Phase.READY);
  }

  /// The server is about to end.
  public void draining() {
    phase.set(Phase.DRAINING);
  }
}
