package dev.pipy.program;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Hands signals of the process to the tasks that wait for them. A signal that tasks wait for no
/// longer does what the process does with it otherwise, until the last of them is gone. Any thread.
@SuppressWarnings("sunapi") // the JDK has no other way to handle a signal
final class ProcessSignals {

  private static final Map<String, Route> ROUTES = new ConcurrentHashMap<>();

  private ProcessSignals() {}

  /// A task's wait for a signal.
  interface Subscription {

    /// Ends the wait.
    void cancel();
  }

  /// Calls `task` on a thread of the JVM's at each signal of a name such as "SIGHUP".
  static synchronized Subscription subscribe(String name, Runnable task) {
    var route = ROUTES.computeIfAbsent(name, Route::install);
    route.tasks.add(task);
    return () -> unsubscribe(name, route, task);
  }

  private static synchronized void unsubscribe(String name, Route route, Runnable task) {
    if (route.tasks.remove(task) && route.tasks.isEmpty()) {
      sun.misc.Signal.handle(route.signal, route.before);
      ROUTES.remove(name);
    }
  }

  private record Route(
      sun.misc.Signal signal, List<Runnable> tasks, sun.misc.SignalHandler before) {

    static Route install(String name) {
      var signal = new sun.misc.Signal(name.substring("SIG".length()));
      var tasks = new CopyOnWriteArrayList<Runnable>();
      var before = sun.misc.Signal.handle(signal, _ -> tasks.forEach(Runnable::run));
      return new Route(signal, tasks, before);
    }
  }
}
