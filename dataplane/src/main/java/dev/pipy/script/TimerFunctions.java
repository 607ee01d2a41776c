package dev.pipy.script;

import dev.pipy.worker.LoopTimer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Timers of a realm, called off when it is closed. Public because the prelude calls it.
public final class TimerFunctions {

  private static final int MOST = 100_000;
  private static final double LONGEST_MILLIS = 1e12;

  private final ScriptRealm realm;
  private final TreeFunctions functions;
  private final Logger logger;
  private final Map<Integer, LoopTimer> timers = new HashMap<>();
  private int lastId;

  TimerFunctions(ScriptRealm realm, TreeFunctions functions) {
    this.realm = realm;
    this.functions = functions;
    logger = LoggerFactory.getLogger("script." + realm.services().program());
  }

  /// Calls a function after a while; returns what [#cancel] wants.
  @HostAccess.Export
  public int after(double millis, Value function) {
    if (timers.size() >= MOST) {
      throw functions.trees().error("Timeout: there are " + MOST + " already");
    }
    int id = ++lastId;
    var delay = Duration.ofMillis((long) Math.clamp(millis, 0, LONGEST_MILLIS));
    timers.put(id, realm.worker().after(delay, () -> run(id, function)));
    return id;
  }

  /// Calls a timer off, if it is there.
  @HostAccess.Export
  public void cancel(int id) {
    var timer = timers.remove(id);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void run(int id, Value function) {
    timers.remove(id);
    if (realm.isClosed()) {
      return;
    }
    try {
      realm.inside(() -> {
        function.executeVoid();
        return null;
      });
    } catch (PolyglotException failure) {
      if (failure.isInterrupted()) {
        realm.wasInterrupted();
      }
      if (!failure.isCancelled()) {
        logger.atError().log("what waited for a Timeout failed: {}", failure.getMessage());
      }
    }
  }

  void close() {
    timers.values().forEach(LoopTimer::cancel);
    timers.clear();
  }
}
