package dev.pipy.worker;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Hands signals of the process to whoever waits for them. The last group that subscribed to a
/// signal has it alone, and all of the group get it; when it is gone, the one before has it again,
/// and in the end what the process did before. Any thread.
///
/// The JDK has `sun.misc.Signal` and nothing else; it is reached by reflection, because the
/// compiler warns of it whatever one says.
public final class ProcessSignals {

  private static final Map<String, Route> ROUTES = new HashMap<>();

  private ProcessSignals() {}

  /// A wait for a signal.
  public interface Subscription {

    /// Ends the wait.
    void cancel();
  }

  /// Calls `task`, a group of its own, on a thread of the JVM's, at each signal.
  ///
  /// @param name without "SIG", such as "HUP"; throws IllegalArgumentException if the JVM keeps the
  ///   signal for itself, or knows none of the name
  public static Subscription subscribe(String name, Runnable task) {
    return subscribe(name, new Object(), task);
  }

  /// Calls `task` at each signal together with all others of its group.
  ///
  /// @param name see the other method
  public static Subscription subscribe(String name, Object group, Runnable task) {
    var waiting = new Waiting(group, task);
    synchronized (ROUTES) {
      var route = ROUTES.computeIfAbsent(name, Route::install);
      route.tasks.add(waiting);
      return () -> unsubscribe(name, route, waiting);
    }
  }

  private static void unsubscribe(String name, Route route, Waiting waiting) {
    synchronized (ROUTES) {
      if (route.tasks.remove(waiting) && route.tasks.isEmpty()) {
        Jdk.handle(route.signal, route.before);
        ROUTES.remove(name);
      }
    }
  }

  /// One who waits; told apart by identity.
  private static final class Waiting {

    private final Object group;
    private final Runnable task;

    Waiting(Object group, Runnable task) {
      this.group = group;
      this.task = task;
    }
  }

  private record Route(Object signal, List<Waiting> tasks, @Nullable Object before) {

    static Route install(String name) {
      var tasks = new CopyOnWriteArrayList<Waiting>();
      var signal = Jdk.signal(name);
      return new Route(signal, tasks, Jdk.handle(signal, Jdk.handler(() -> runLast(tasks))));
    }

    private static void runLast(List<Waiting> tasks) {
      var all = List.copyOf(tasks);
      if (!all.isEmpty()) {
        var group = all.getLast().group;
        all.stream().filter(one -> one.group.equals(group)).forEach(one -> one.task.run());
      }
    }
  }

  /// What of the JDK is used.
  private static final class Jdk {

    static Object signal(String name) {
      return reflect(() -> type().getConstructor(String.class).newInstance(name));
    }

    static Object handler(Runnable task) {
      return reflect(() ->
          Proxy.newProxyInstance(
              ProcessSignals.class.getClassLoader(),
              new Class<?>[] {handlerType()},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      task.run();
                      yield null;
                    }
                    case "equals" ->
                        System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "signal handler";
                  }));
    }

    static @Nullable Object handle(Object signal, @Nullable Object handler) {
      return reflect(
          () -> type().getMethod("handle", type(), handlerType()).invoke(null, signal, handler));
    }

    private static Class<?> type() throws ClassNotFoundException {
      return Class.forName("sun.misc.Signal");
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
      return Class.forName("sun.misc.SignalHandler");
    }

    private static <T extends @Nullable Object> T reflect(Step<T> step) {
      try {
        return step.run();
      } catch (ReflectiveOperationException failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        throw new IllegalArgumentException("signal: " + cause.getMessage(), cause);
      }
    }

    private interface Step<T extends @Nullable Object> {
      T run() throws ReflectiveOperationException;
    }
  }
}
