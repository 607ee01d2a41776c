package dev.pipy.program;

import dev.pipy.downstream.Endpoint;
import dev.pipy.worker.WorkerGroup;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The arrays of ports of one version of a program: each is one for all workers, which run the same
/// scripts, so that the same place makes the same array. Any thread.
final class ListenerArrays {

  private final Map<String, ListenerArray> arrays = new ConcurrentHashMap<>();

  /// The array that a place in the scripts makes.
  ///
  /// @param options for all its ports
  ListenerArray get(String key, @Nullable Object options) {
    var defaults = ListenOptions.fields(options, 2);
    ListenOptions.parse(defaults);
    return arrays.computeIfAbsent(key, _ -> new ListenerArray(defaults));
  }

  /// Tells arrays that listen which ports are not theirs to add.
  ///
  /// @param taken what the program listens on besides
  static void share(Set<Endpoint> taken, List<ModulePlan.ListenArray> arrays) {
    var all = arrays.stream().map(ModulePlan.ListenArray::array).toList();
    all.forEach(array ->
        array.neighbours(endpoint ->
            taken.contains(endpoint)
                || all.stream()
                    .anyMatch(other -> other != array && other.ports().containsKey(endpoint))));
  }

  /// From now on a change of an array has `adjust` run, where it may wait, soon after.
  static void onChange(List<ModulePlan.ListenArray> arrays, WorkerGroup workers, Runnable adjust) {
    var isAsked = new AtomicBoolean();
    Runnable ask =
        () -> {
          if (isAsked.compareAndSet(false, true)) {
            run(
                workers,
                () -> {
                  isAsked.set(false);
                  adjust.run();
                });
          }
        };
    arrays.forEach(listen -> listen.array().onChange(ask));
  }

  private static void run(WorkerGroup workers, Runnable task) {
    try {
      workers.blocking().execute(task);
    } catch (RejectedExecutionException busyOrStopped) {
      if (!workers.blocking().isShutdown()) {
        workers.workers().getFirst().loop().schedule(() -> run(workers, task), 1, TimeUnit.SECONDS);
      }
    }
  }

  /// The ports that arrays have no longer and that may still have clients waiting.
  static Set<Endpoint> removed(List<ModulePlan.ListenArray> arrays) {
    var removed = new HashSet<Endpoint>();
    arrays.forEach(listen -> removed.addAll(listen.array().removed()));
    return removed;
  }

  /// Ports that were removed are closed.
  static void closed(List<ModulePlan.ListenArray> arrays, Collection<Endpoint> ports) {
    arrays.forEach(listen -> listen.array().closed(ports));
  }
}
