package dev.pipy.script;

import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.metrics.BuiltinMetric;
import dev.pipy.pipeline.InboundAddresses;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.telemetry.ListenerCounts;
import dev.pipy.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// The scripts of one generation of a program on one worker. Loaded by one thread, then, after
/// [#bind], confined to the worker's loop; [#close] may come from any thread.
public final class ScriptRealm implements AutoCloseable {

  /// Calls of which one is timed; a power of two.
  private static final int SAMPLED = 64;

  private static final double NANOS = 1e9;

  private final ScriptEngine engine;
  private final ScriptServices services;
  private final Context context;
  private final LoopEntry entry;
  private final Watchdog.Watch watch;
  private final ScriptFunctions functions;
  private final ScriptValues values;
  private final ScriptFailures failures;
  private final PatchedCodebase codebase;
  private final ModuleLoader loader;
  private final PreludeFunctions prelude;
  private @Nullable ContextFactory contextFactory;

  private int depth;
  private int calls;
  private long sampledAt;
  private @Nullable ScriptCallback sampled;
  private boolean isEnteredHere;
  private boolean wasInterrupted;
  private @Nullable RealmHost host;
  private volatile boolean isClosed;
  private @Nullable ScriptCallback calling;
  private @Nullable ScriptPending pending;

  ScriptRealm(
      ScriptEngine engine, ScriptServices services, Context context, LoopEntry entry, int workers) {
    this.engine = engine;
    this.services = services;
    this.context = context;
    this.entry = entry;
    watch = engine.watchdog().add(context);
    watch.limit(engine.loadLimit());
    failures = new ScriptFailures(this);
    codebase = new PatchedCodebase(services.codebase());
    loader = new ModuleLoader(this);
    prelude = new PreludeFunctions(this, workers);
    context.enter();
    try {
      var host = engine.prelude().run(context, prelude.byName());
      functions = ScriptFunctions.of(context, host);
    } finally {
      context.leave();
    }
    values = new ScriptValues(this, functions);
    countContext(1);
  }

  /// The folder of the codebase; null if it is in none.
  public @Nullable Path folder() {
    return services.codebase().folder();
  }

  /// The folder that a script has chosen for its paths to begin at; null if none has.
  public @Nullable Path chosenFolder() {
    return prelude.workingFolder().chosen();
  }

  WorkingFolder workingFolder() {
    return prelude.workingFolder();
  }

  /// The codebase as these scripts see it.
  PatchedCodebase codebase() {
    return codebase;
  }

  /// Sets the program around it. Before anything is loaded.
  public void host(RealmHost program) {
    host = program;
  }

  RealmHost host() {
    if (host == null) {
      throw new IllegalStateException("the realm has no program");
    }
    return host;
  }

  /// Loads a script and all that it loads in turn; a script that was loaded before is not loaded
  /// again. On the thread that loads.
  ///
  /// @param sinks gives, for each `pipy()` of the script, what takes its builder calls
  /// @return null if it failed; the findings say why
  public @Nullable ScriptModule load(String path, Function<ScriptModule, ConfigurationSink> sinks) {
    return inside(() -> loader.load(path, sinks));
  }

  /// Whether a module's script ran to its end, if only to be refused.
  public boolean hasRun(String path) {
    return loader.hasRun(path);
  }

  /// Checks what modules export and import, once all are loaded, and makes the realm ready to run
  /// callbacks. Returns all findings so far.
  public List<Diagnostic> bind() {
    inside(() -> {
      contextFactory = new ContextFactory(context, loader.bindVariables(), functions.initial());
      return null;
    });
    watch.limit(engine.callbackLimit());
    return diagnostics();
  }

  /// From now on only the loop runs scripts: timers that loading scripts made begin. On the loop.
  public void start() {
    prelude.start();
  }

  /// All findings so far.
  public List<Diagnostic> diagnostics() {
    return List.copyOf(loader.findings());
  }

  /// A context with the initial values.
  ///
  /// @param inbound the client connection, if one started the stream
  /// @param counts where what the stream's client does is counted
  public ScriptStreamContext newContext(@Nullable InboundAddresses inbound, ListenerCounts counts) {
    if (inbound != null && mentions().inbound()) {
      inbound.keepLocal(); // scripts may look when the client is gone
    }
    return new ScriptStreamContext(this, inbound, counts);
  }

  /// Sets variables of a module in a context; names that are no variables are passed over.
  public void assign(
      StreamContext stream, ScriptModule module, Map<String, @Nullable Object> variables) {
    inside(() -> {
      var object = ((ScriptStreamContext) stream).variables();
      variables.forEach((name, value) ->
          loader
              .keyOf(module, name)
              .ifPresent(key -> object.putMember(key, values.toScript(value))));
      return null;
    });
  }

  /// Stops a script that is running, and frees everything once the loop gets to it. Any thread.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    watch.limit(Duration.ZERO);
    try {
      // only there: closing a context that another thread holds entered would wait for ever
      worker().loop().execute(this::free);
    } catch (RejectedExecutionException expected) {
      free(); // the loop has ended, so nobody holds it
    }
  }

  private void free() {
    engine.watchdog().remove(watch);
    entry.leave(this);
    prelude.close();
    context.close(true);
    countContext(-1);
  }

  /// Starts a call into scripts; returns what [#end] wants back.
  @Nullable ScriptPending begin(@Nullable ScriptCallback callback) {
    if (isClosed) {
      throw ScriptCallback.stopped();
    }
    if (depth == 0) {
      enter();
      watch.started();
      if (callback != null && (++calls & (SAMPLED - 1)) == 0) {
        sampled = callback;
        sampledAt = System.nanoTime();
      }
    }
    depth++;
    calling = callback;
    var outer = pending;
    pending = null;
    return outer;
  }

  private void countSample(ScriptCallback callback) {
    sampled = null;
    double seconds = (System.nanoTime() - sampledAt) / NANOS;
    engine
        .counts()
        .observe(BuiltinMetric.SCRIPT_EXECUTION, seconds, services.program(), callback.file());
  }

  private void countContext(int change) {
    engine.counts().add(BuiltinMetric.SCRIPT_CONTEXTS, change, services.program());
  }

  private void enter() {
    if (worker().loop().inEventLoop()) {
      entry.enter(this);
    } else {
      context.enter();
      isEnteredHere = true;
    }
  }

  /// Ends a call into scripts.
  void end(@Nullable ScriptPending outer) {
    pending = outer;
    depth--;
    if (depth == 0) {
      watch.ended();
      if (sampled != null) {
        countSample(sampled);
      }
      if (wasInterrupted) {
        // until the context is left once, every call would be interrupted
        wasInterrupted = false;
        context.leave();
        context.enter();
      }
      if (isEnteredHere) {
        isEnteredHere = false;
        context.leave();
      }
    }
  }

  /// Runs `work` with the context entered.
  <T extends @Nullable Object> T inside(Supplier<T> work) {
    var outer = begin(calling);
    try {
      return work.get();
    } finally {
      end(outer);
    }
  }

  /// Reads what a script made, outside of a call to it. Getters of the script that fail were
  /// reported when this throws [dev.pipy.pipeline.CallFailure].
  <T extends @Nullable Object> T read(Supplier<T> work) {
    return inside(() -> {
      try {
        return work.get();
      } catch (PolyglotException failure) {
        throw failures.report(failure);
      }
    });
  }

  /// Values of protocols on their way to scripts and back.
  ScriptTrees exactTrees() {
    return prelude.trees().exactTrees();
  }

  /// The promise that the function just called returned.
  @Nullable ScriptPending takePending() {
    var taken = pending;
    pending = null;
    return taken;
  }

  /// Notes that the function being called returned a promise.
  ScriptPending newPending() {
    if (calling == null) {
      throw new IllegalStateException("no callback is running");
    }
    pending = new ScriptPending(this, calling);
    return pending;
  }

  void wasInterrupted() {
    wasInterrupted = true;
    Thread.interrupted(); // how the engine woke the thread up
  }

  /// Whether scripts still load, rather than being called.
  boolean isLoading() {
    return contextFactory == null;
  }

  /// Calls a function of a script that waited for something; what it throws is logged. On the loop.
  ///
  /// @param what it waited for
  void callBack(String what, Value function, Object... arguments) {
    if (isClosed) {
      return;
    }
    try {
      inside(() -> {
        function.executeVoid(arguments);
        return null;
      });
    } catch (PolyglotException failure) {
      if (failure.isInterrupted()) {
        wasInterrupted();
      }
      if (!failure.isCancelled()) {
        ScriptLog.of(services)
            .at(Level.ERROR)
            .log("what waited for {} failed: {}", what, failure.getMessage());
      }
    }
  }

  boolean isClosed() {
    return isClosed;
  }

  /// Lets a function of the form `$=>$...` call a builder. What fails is a finding.
  void build(ScriptCallback callback, ConfigurationSink sink) {
    inside(() -> {
      var path = callback.sourceLocation().path();
      try {
        functions.build().executeVoid(callback.function(), new Builder(loader.module(path), sink));
      } catch (PolyglotException failure) {
        loader.found(failures.finding(failure, path));
      }
      return null;
    });
  }

  /// Where the script is that is running right now; null if none is.
  @Nullable SourceLocation here() {
    try {
      functions.probe().executeVoid();
      throw new IllegalStateException("the probe did not fail");
    } catch (PolyglotException probe) {
      return ScriptFailures.innermost(probe, this);
    }
  }

  void found(DiagnosticId id, String message, @Nullable SourceLocation at, String advice) {
    var where = at == null ? new SourceLocation("/", 0, 0) : at;
    loader.found(Diagnostic.error(id, message, where, services.codebase()).suggesting(advice));
  }

  /// What is found while `work` builds pipelines at run time; none of it is kept.
  public List<Diagnostic> foundBy(Runnable work) {
    int before = loader.findings().size();
    work.run();
    var later = loader.findings().subList(before, loader.findings().size());
    var found = List.copyOf(later);
    later.clear();
    return found;
  }

  boolean isUserCode(@Nullable SourceSection section) {
    return section != null && loader.text(section.getSource().getName()) != null;
  }

  /// The place in the script as it was written.
  SourceLocation locate(@Nullable SourceSection section) {
    if (section == null) {
      return new SourceLocation("/", 0, 0);
    }
    var text = loader.text(section.getSource().getName());
    return text == null
        ? new SourceLocation(section.getSource().getName(), section.getStartLine(), 0)
        : text.locate(section);
  }

  /// The property of the context variable that a function does nothing but read; null if it does
  /// more.
  @Nullable String variableRead(@Nullable SourceSection function) {
    var text = function == null ? null : loader.text(function.getSource().getName());
    return text == null || function == null ? null : text.variableRead(function);
  }

  /// Where a section of a script begins.
  SourceLocation start(SourceSection section) {
    var text = loader.text(section.getSource().getName());
    return text == null ? locate(section) : text.start(section);
  }

  /// The name that stands at a place.
  String identifier(@Nullable SourceSection section) {
    var text = section == null ? null : loader.text(section.getSource().getName());
    return text == null || section == null ? "" : text.identifier(section);
  }

  /// The path of a file named by a script; null if it is outside.
  static @Nullable String normalize(String path) {
    return CodebasePath.normalize(path);
  }

  /// The version is active from now on, as this generation. Any thread.
  public void activated(long generation) {
    services.activated(generation);
  }

  ScriptServices services() {
    return services;
  }

  ScriptFunctions functions() {
    return functions;
  }

  ScriptValues values() {
    return values;
  }

  ScriptFailures failures() {
    return failures;
  }

  ModuleLoader loader() {
    return loader;
  }

  Context context() {
    return context;
  }

  Worker worker() {
    return entry.worker();
  }

  ScriptEngine engine() {
    return engine;
  }

  Duration callbackLimit() {
    return engine.callbackLimit();
  }

  Duration loadLimit() {
    return engine.loadLimit();
  }

  /// What the scripts name that costs something to keep.
  Mentions mentions() {
    return loader.mentions();
  }

  ContextFactory contextFactory() {
    if (contextFactory == null) {
      throw new IllegalStateException("the realm is not bound");
    }
    return contextFactory;
  }
}
