package dev.pipy.control.logging;

import org.slf4j.event.Level;

/// From which level on is logged. May be changed while others log.
final class LogThreshold {

  /// Warns for each connection that a Unix socket knows no keep-alive.
  private static final String GRPC_SOCKETS =
      "io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap";

  private volatile Level level = Level.INFO;

  Level level() {
    return level;
  }

  void set(Level level) {
    this.level = level;
  }

  /// The lowest level that a logger has whatever is asked for: libraries chatter.
  static Level lowestOf(String logger) {
    if (logger.equals(GRPC_SOCKETS)) {
      return Level.ERROR;
    }
    return logger.startsWith("io.netty.") || logger.startsWith("io.grpc.")
        ? Level.WARN
        : Level.TRACE;
  }
}
