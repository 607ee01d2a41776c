package dev.pipy.control;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/// Hands signals of the system to us. `sun.misc.Signal` is the only way to get at them, and the
/// compiler warns of it in a way that cannot be silenced; hence the reflection.
final class ProcessSignals {

  private ProcessSignals() {}

  /// Runs `action` on a thread of the JVM's at each signal. Without effect for a signal that the
  /// JVM keeps for itself or the system does not know.
  ///
  /// @param name such as "TERM"
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      var run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              MethodHandleProxies.asInterfaceInstance(
                  handler, MethodHandles.dropArguments(run, 0, signal)));
    } catch (InvocationTargetException expected) {
      return; // the default action stays
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
