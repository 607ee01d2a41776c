package dev.pipy;

import dev.pipy.pipeline.SystemAccess;
import java.time.Duration;
import java.util.List;

/// How a data plane runs.
///
/// @param workers number of workers, 1 or more
/// @param callbackLimit longest time that one callback may run before it is interrupted
/// @param loadLimit longest time that the top level of a script may run
/// @param drainLimit how long a replaced generation may finish what it has, unless a call says
///   otherwise
/// @param maxConnections client connections of the process; beyond it accepting pauses
/// @param systemAccess what scripts may do to the machine
/// @param maxProcesses processes that scripts may run at once
/// @param arguments what scripts see as `pipy.argv`, behind the program itself
public record DataPlaneOptions(
    int workers,
    Duration callbackLimit,
    Duration loadLimit,
    Duration drainLimit,
    int maxConnections,
    SystemAccess systemAccess,
    int maxProcesses,
    List<String> arguments) {

  private static final int USUAL_PROCESSES = 1000;

  /// One worker, 1 s a callback, 10 s a script's top level, 30 s of drain, 100,000 connections,
  /// full access, 1,000 processes.
  public static final DataPlaneOptions DEFAULT =
      new DataPlaneOptions(
          1, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30), 100_000);

  /// Copies the list.
  public DataPlaneOptions {
    arguments = List.copyOf(arguments);
  }

  /// Full access, 1,000 processes, no arguments.
  public DataPlaneOptions(
      int workers,
      Duration callbackLimit,
      Duration loadLimit,
      Duration drainLimit,
      int maxConnections) {
    this(
        workers,
        callbackLimit,
        loadLimit,
        drainLimit,
        maxConnections,
        SystemAccess.FULL,
        USUAL_PROCESSES,
        List.of());
  }

  /// The same with another number of workers.
  public DataPlaneOptions withWorkers(int workers) {
    return with(workers, systemAccess, maxProcesses, arguments);
  }

  /// The same with other limits to what scripts may do to the machine.
  public DataPlaneOptions withSystemAccess(SystemAccess systemAccess, int maxProcesses) {
    return with(workers, systemAccess, maxProcesses, arguments);
  }

  /// The same with other arguments for scripts.
  public DataPlaneOptions withArguments(List<String> arguments) {
    return with(workers, systemAccess, maxProcesses, arguments);
  }

  private DataPlaneOptions with(
      int workers, SystemAccess systemAccess, int maxProcesses, List<String> arguments) {
    return new DataPlaneOptions(
        workers,
        callbackLimit,
        loadLimit,
        drainLimit,
        maxConnections,
        systemAccess,
        maxProcesses,
        arguments);
  }
}
