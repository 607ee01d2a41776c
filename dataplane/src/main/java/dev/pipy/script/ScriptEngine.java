package dev.pipy.script;

import dev.pipy.logging.LogTargets;
import dev.pipy.metrics.MetricRegistries;
import dev.pipy.metrics.SharedMetrics;
import dev.pipy.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.io.IOAccess;

/// The script engine of the process: shares compiled code between realms and watches over all of
/// them. Any thread.
public final class ScriptEngine implements AutoCloseable {

  private static final String LONGEST_STRING = Integer.toString(256 * 1024 * 1024);

  private final Engine engine =
      Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  private final HostAccess hostAccess =
      HostAccess.newBuilder(HostAccess.EXPLICIT)
          .allowArrayAccess(true)
          .allowListAccess(true)
          .allowBufferAccess(true)
          .build();
  private final Map<Worker, LoopEntry> entries = new ConcurrentHashMap<>();
  private final Prelude prelude = new Prelude();
  private final MetricRegistries metrics = new MetricRegistries();
  private final SharedMetrics counts = new SharedMetrics();
  private final LogTargets logTargets = new LogTargets();
  private final SharedMaps sharedMaps = new SharedMaps();
  private final Set<String> builderMethods;
  private final Duration callbackLimit;
  private final Duration loadLimit;
  private final Watchdog watchdog;

  /// Starts the engine.
  ///
  /// @param builderMethods what `pipy()` objects offer, besides `export` and `import`
  /// @param callbackLimit longest time that one callback may run
  /// @param loadLimit longest time that loading a script and all that it uses may run
  public ScriptEngine(Set<String> builderMethods, Duration callbackLimit, Duration loadLimit) {
    this.builderMethods = new TreeSet<>(builderMethods);
    this.callbackLimit = callbackLimit;
    this.loadLimit = loadLimit;
    watchdog = new Watchdog(callbackLimit.compareTo(loadLimit) < 0 ? callbackLimit : loadLimit);
  }

  /// "optimized" or "interpreted".
  public String mode() {
    return engine.getImplementationName().startsWith("Interpreted") ? "interpreted" : "optimized";
  }

  /// Version of the script engine.
  public String version() {
    // community jars call themselves "Development Build"; their manifests know better
    var packaged = Engine.class.getPackage().getImplementationVersion();
    return packaged == null ? engine.getVersion() : packaged;
  }

  /// A realm for one generation of one program on one worker. Its scripts load on the calling
  /// thread; everything after [ScriptRealm#bind] happens on the worker's loop.
  ///
  /// @param workers how many workers there are, which scripts may ask
  public ScriptRealm newRealm(ScriptServices services, Worker worker, int workers) {
    var context = newContext();
    var entry = entries.computeIfAbsent(worker, LoopEntry::new);
    return new ScriptRealm(this, services, context, entry, workers);
  }

  /// Ends the watchdog and frees the compiled code. Realms are closed before.
  @Override
  public void close() {
    watchdog.close();
    engine.close(true);
    logTargets.close();
  }

  /// The metrics that scripts keep.
  public MetricRegistries metrics() {
    return metrics;
  }

  /// What we count of scripts.
  public SharedMetrics counts() {
    return counts;
  }

  SharedMaps sharedMaps() {
    return sharedMaps;
  }

  LogTargets logTargets() {
    return logTargets;
  }

  Prelude prelude() {
    return prelude;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Set<String> builderMethods() {
    return builderMethods;
  }

  Duration callbackLimit() {
    return callbackLimit;
  }

  Duration loadLimit() {
    return loadLimit;
  }

  /// A context that reaches nothing outside itself.
  private Context newContext() {
    return Context.newBuilder("js")
        .engine(engine)
        .allowHostAccess(hostAccess)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowIO(IOAccess.NONE)
        .allowCreateThread(false)
        .allowCreateProcess(false)
        .allowNativeAccess(false)
        .allowExperimentalOptions(true)
        .option("js.async-context", "true")
        .option("js.unhandled-rejections", "throw")
        .option("js.allow-eval", "false")
        .option("js.load", "false")
        .option("js.print", "false")
        .option("js.console", "false")
        .option("js.graal-builtin", "false")
        .option("js.polyglot-builtin", "false")
        .option("js.java-package-globals", "false")
        .option("js.shared-array-buffer", "false")
        .option("js.string-length-limit", LONGEST_STRING)
        .build();
  }
}
