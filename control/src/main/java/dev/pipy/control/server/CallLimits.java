package dev.pipy.control.server;

/// How much callers of the control API may ask for.
///
/// @param calls under way at a time, of all clients together; read at the start only
/// @param callsPerClient under way at a time of one client
/// @param changesPerSecond that one client may ask for; twice as many may come at once
public record CallLimits(int calls, int callsPerClient, int changesPerSecond) {

  /// 64 calls, 48 of them for one client, 100 changes a second.
  public static final CallLimits DEFAULT = new CallLimits(64, 48, 100);

  /// The same with another number of changes.
  public CallLimits withChangesPerSecond(int changes) {
    return new CallLimits(calls, callsPerClient, changes);
  }
}
