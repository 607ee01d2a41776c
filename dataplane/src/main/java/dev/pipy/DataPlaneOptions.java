package dev.pipy;

import java.time.Duration;

/// How a data plane runs.
///
/// @param workers number of workers, 1 or more
/// @param callbackLimit longest time that one callback may run before it is interrupted
/// @param loadLimit longest time that the top level of a script may run
/// @param drainLimit how long a replaced generation may finish what it has, unless a call says
///   otherwise
/// @param maxConnections client connections of the process; beyond it accepting pauses
public record DataPlaneOptions(
    int workers,
    Duration callbackLimit,
    Duration loadLimit,
    Duration drainLimit,
    int maxConnections) {

  /// One worker, 1 s a callback, 10 s a script's top level, 30 s of drain, 100,000 connections.
  public static final DataPlaneOptions DEFAULT =
      new DataPlaneOptions(
          1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30), 100_000);

  /// The same with another number of workers.
  public DataPlaneOptions withWorkers(int workers) {
    return new DataPlaneOptions(workers, callbackLimit, loadLimit, drainLimit, maxConnections);
  }
}
