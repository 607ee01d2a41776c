package dev.pipy.control.service;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/// Lets one change per program happen at a time; refuses others instead of making them wait.
final class ProgramLocks {

  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  <T> T alone(String program, Callable<T> change) throws Exception {
    if (!busy.add(program)) {
      throw ControlErrors.deploymentInProgress(program);
    }
    try {
      return change.call();
    } finally {
      busy.remove(program);
    }
  }
}
