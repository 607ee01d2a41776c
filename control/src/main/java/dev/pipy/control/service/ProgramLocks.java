package dev.pipy.control.service;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Lets one change per program happen at a time; refuses others, and tells them whose it is,
/// instead of making them wait.
final class ProgramLocks {

  private final ConcurrentMap<String, Holder> busy = new ConcurrentHashMap<>();

  /// Who makes a change.
  ///
  /// @param author may be empty
  /// @param message why; may be empty
  /// @param since when it began
  record Holder(String author, String message, Instant since) {}

  /// @param whenBusy asked before a refusal; throws if there is a better reason for one
  <T> T alone(String program, Holder holder, Runnable whenBusy, Callable<T> change)
      throws Exception {
    var other = busy.putIfAbsent(program, holder);
    if (other != null) {
      whenBusy.run();
      throw ControlErrors.deploymentInProgress(program, other);
    }
    try {
      return change.call();
    } finally {
      busy.remove(program);
    }
  }
}
