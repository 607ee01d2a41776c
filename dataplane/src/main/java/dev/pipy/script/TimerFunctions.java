package dev.pipy.script;

import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/// Timers of a realm, called off when it is closed. Public because the prelude calls it.
public final class TimerFunctions {

  private static final int MOST = 100_000;
  private static final double LONGEST_MILLIS = 1e12;

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private final Map<Integer, LoopTimer> timers = new HashMap<>();

  /// What a loading script asked for, by number.
  private final Map<Integer, Runnable> unstarted = new LinkedHashMap<>();

  private int lastId;

  TimerFunctions(ScriptRealm realm, TreeFunctions functions) {
    this.realm = realm;
    this.functions = functions;
  }

  /// Calls a function after a while; returns what [#cancel] wants. While a script loads, the loop
  /// must not call it: time begins once the realm is the loop's.
  @HostAccess.Export
  public int after(double millis, Value function) {
    if (timers.size() + unstarted.size() >= MOST) {
      throw functions.trees().error("Timeout: there are " + MOST + " already");
    }
    int id = ++lastId;
    var delay = Duration.ofMillis((long) Math.clamp(millis, 0, LONGEST_MILLIS));
    Runnable start = () -> timers.put(id, realm.worker().after(delay, () -> run(id, function)));
    if (realm.worker().loop().inEventLoop()) {
      start.run();
    } else {
      unstarted.put(id, start);
    }
    return id;
  }

  /// The realm is the loop's. On the loop.
  void start() {
    unstarted.values().forEach(Runnable::run);
    unstarted.clear();
  }

  /// Calls a timer off, if it is there.
  @HostAccess.Export
  public void cancel(int id) {
    unstarted.remove(id);
    var timer = timers.remove(id);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void run(int id, Value function) {
    timers.remove(id);
    realm.callBack("a Timeout", function);
  }

  void close() {
    timers.values().forEach(LoopTimer::cancel);
    timers.clear();
    unstarted.clear();
  }
}
