package dev.pipy.program;

import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.downstream.Endpoint;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.filter.route.Branch;
import dev.pipy.filter.spec.Dynamic;
import dev.pipy.filter.spec.FilterSpec;
import dev.pipy.filter.spec.ParamType;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.ScriptObject;
import dev.pipy.script.ConfigurationSink;
import dev.pipy.script.ScriptCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Takes the builder calls of one `pipy()` and writes down the module's pipelines. Everything is
/// checked that can be without knowing other pipelines; complaints are collected.
final class PlanBuilder implements ConfigurationSink {

  /// Builder methods that are not filters.
  static final Set<String> METHODS =
      Set.of("listen", "task", "watch", "exit", "admin", "pipeline", "to", "onStart", "onEnd");

  private static final ArgumentAdvice LISTEN =
      new ArgumentAdvice("listen(port, options?)", List.of(), ListenOptions.ALL);

  private final ModulePlan module;
  private final Findings findings;
  private final BiConsumer<String, SourceLocation> moduleLoader;
  private @Nullable PipelinePlan current;
  private PipelinePlan.@Nullable Call waitingForTo;

  /// @param moduleLoader loads another module that a filter names, by path
  PlanBuilder(
      ModulePlan module, Findings findings, BiConsumer<String, SourceLocation> moduleLoader) {
    this.module = module;
    this.findings = findings;
    this.moduleLoader = moduleLoader;
  }

  private PlanBuilder(PlanBuilder outer, PipelinePlan inline) {
    this(outer.module, outer.findings, outer.moduleLoader);
    this.current = inline;
  }

  @Override
  public void call(String method, List<@Nullable Object> arguments, SourceLocation at) {
    try {
      switch (method) {
        case "to" -> to(arguments, at);
        case "listen" -> begin(at, () -> listen(arguments, at));
        case "task" -> begin(at, () -> task(arguments, at));
        case "watch" -> begin(at, () -> watch(arguments, at));
        case "exit" -> begin(at, () -> exit(arguments, at));
        case "admin" -> begin(at, () -> admin(arguments, at));
        case "pipeline" -> begin(at, () -> pipeline(arguments, at));
        case "onStart" -> pipelineToStart().onStart(startEvents(arguments));
        case "onEnd" -> pipelineToStart().onEnd(endFunction(arguments));
        default -> filter(method, arguments, at);
      }
    } catch (IllegalArgumentException complaint) {
      wrong(method, at, String.valueOf(complaint.getMessage()));
    } catch (Misplaced misplaced) {
      findings.error(DiagnosticId.MISPLACED_CALL, at, misplaced.getMessage());
    }
  }

  private void wrong(String method, SourceLocation at, String complaint) {
    var message = method + "(): " + complaint;
    var advice = method.equals("listen") ? LISTEN.on(complaint) : "";
    var option = ArgumentAdvice.optionOf(complaint);
    if (option == null) {
      findings.error(DiagnosticId.WRONG_ARGUMENT, at, message, advice);
    } else {
      findings.option(
          Diagnostic.Severity.ERROR, DiagnosticId.WRONG_ARGUMENT, at, option, message, advice);
    }
  }

  /// The script has no more calls.
  void end() {
    if (waitingForTo != null) {
      findings.error(
          DiagnosticId.MISPLACED_CALL,
          waitingForTo.location(),
          "missing .to(...) for " + waitingForTo.spec().name() + "()",
          "give the pipeline's name as the first argument, or add .to('name') or .to($=>$...)");
      waitingForTo = null;
    }
  }

  private void begin(SourceLocation at, Runnable step) {
    end();
    current = null;
    try {
      step.run();
    } catch (IllegalArgumentException complaint) {
      // its filters are looked at all the same
      current = new PipelinePlan("", at);
      module.broken().add(current);
      throw complaint;
    }
  }

  private void listen(List<@Nullable Object> arguments, SourceLocation at) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof ListenerArray array) {
      listen(array, at);
      return;
    }
    var options = ListenOptions.parse(arguments.size() > 1 ? arguments.get(1) : null);
    warnOfUnknownOptions("listen", LISTEN, arguments, at);
    var address = ListenAddress.parse(arguments.isEmpty() ? null : arguments.getFirst());
    var endpoint = address == null ? null : new Endpoint(options.protocol(), address);
    var plan = new PipelinePlan(listenTitle(endpoint), at);
    module.listens().add(new ModulePlan.Listen(plan, endpoint, options, at));
    current = plan;
  }

  private void listen(ListenerArray array, SourceLocation at) {
    current = new PipelinePlan("Listen on an array of ports", at);
    module.arrays().add(new ModulePlan.ListenArray(current, array, at));
  }

  private static String listenTitle(@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return "Listen on 0";
    }
    var address = endpoint.address();
    var at = address.getPort() + " at " + address.getAddress().getHostAddress();
    return switch (endpoint.protocol()) {
      case TCP -> "Listen on " + at;
      case UDP -> "Listen on UDP " + at;
    };
  }

  private void task(List<@Nullable Object> arguments, SourceLocation at) {
    var when = arguments.isEmpty() ? null : arguments.getFirst();
    var schedule = TaskSchedule.parse(when);
    var title = "Task #" + (module.tasks().size() + 1) + " (" + (when == null ? "" : when) + ")";
    var plan = new PipelinePlan(title, at);
    if (arguments.size() > 1 && arguments.get(1) != null) {
      plan.onStart(events(arguments.get(1), 2));
    }
    module.tasks().add(new ModulePlan.Task(plan, schedule));
    current = plan;
  }

  private void watch(List<@Nullable Object> arguments, SourceLocation at) {
    var given = arguments.isEmpty() ? null : arguments.getFirst();
    var path = given instanceof String text ? CodebasePath.normalize(text) : null;
    if (path == null) {
      throw new IllegalArgumentException(
          "argument #1 expects the path of a file or folder of the codebase");
    }
    current = new PipelinePlan("Watch on " + path, at);
    module.tasks().add(new ModulePlan.Task(current, new TaskSchedule.OnChange(path)));
  }

  private void exit(List<@Nullable Object> arguments, SourceLocation at) {
    var plan = new PipelinePlan("Exit", at);
    if (!arguments.isEmpty()) {
      plan.onStart(startEvents(arguments));
    }
    module.tasks().add(new ModulePlan.Task(plan, new TaskSchedule.AtExit()));
    current = plan;
  }

  private void admin(List<@Nullable Object> arguments, SourceLocation at) {
    var given = arguments.isEmpty() ? null : arguments.getFirst();
    if (!(given instanceof String prefix) || !prefix.startsWith(AdminRequest.ROOT)) {
      throw new IllegalArgumentException(
          "argument #1 expects a path that begins with " + AdminRequest.ROOT);
    }
    current = new PipelinePlan("Admin " + prefix, at);
    module.tasks().add(new ModulePlan.Task(current, new TaskSchedule.OnRequest(prefix)));
  }

  private void pipeline(List<@Nullable Object> arguments, SourceLocation at) {
    var name = arguments.isEmpty() ? null : arguments.getFirst();
    switch (name) {
      case null -> {
        current = new PipelinePlan("Module Entrance", at);
        module.entrance(current);
      }
      case String text -> {
        var plan = new PipelinePlan(text, at);
        current = plan;
        var earlier = module.named().put(text, plan);
        if (text.isEmpty()) {
          throw new IllegalArgumentException("argument #1 expects a name that is not empty");
        }
        if (earlier != null) {
          findings.error(
              DiagnosticId.DEFINED_TWICE,
              at,
              "pipeline '" + text + "' is defined already at " + earlier.location(),
              "give one of them another name, or remove it");
        }
      }
      default -> throw new IllegalArgumentException("argument #1 expects a string");
    }
  }

  private static Dynamic startEvents(List<@Nullable Object> arguments) {
    return events(arguments.isEmpty() ? null : arguments.getFirst(), 1);
  }

  private static Dynamic events(@Nullable Object given, int position) {
    var events = given == null ? null : ParamType.EVENTS.read(given);
    if (events == null) {
      throw new IllegalArgumentException(
          "argument #" + position + " expects " + ParamType.EVENTS.expectation());
    }
    return events;
  }

  private static Callback endFunction(List<@Nullable Object> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof Callback function) {
      return function;
    }
    throw new IllegalArgumentException("argument #1 expects a function");
  }

  private PipelinePlan pipelineToStart() {
    if (current == null) {
      throw new Misplaced("no pipeline found: start with .listen(), .task() or .pipeline()");
    }
    if (!current.calls().isEmpty()) {
      throw new Misplaced("onStart() and onEnd() are only allowed prior to filters");
    }
    return current;
  }

  private void filter(String method, List<@Nullable Object> arguments, SourceLocation at) {
    end();
    var spec = FilterCatalog.find(method);
    if (spec == null) {
      var similar = FilterCatalog.similar(method);
      findings.error(
          DiagnosticId.UNKNOWN_FILTER,
          at,
          method + "() is not a filter",
          similar.isEmpty() ? "" : "did you mean " + String.join(" or ", similar) + "?");
      return;
    }
    if (current == null) {
      throw new Misplaced("no pipeline found: start with .listen(), .task() or .pipeline()");
    }
    if (spec.equals(Branch.SPEC)
        && Branch.chosenAtOnce(arguments) instanceof ScriptCallback chosen) {
      chosen.build(this);
      return;
    }
    loadModules(spec, arguments, at);
    warnOfUnknownOptions(spec.name(), advice(spec), arguments, at);
    var call = new PipelinePlan.Call(spec, inlinePipelines(spec, arguments, at), at);
    if (spec.isJoint() && !spec.isVariadic() && !startsWithPipeline(call)) {
      waitingForTo = call;
    } else {
      current.calls().add(call);
    }
  }

  private static boolean startsWithPipeline(PipelinePlan.Call call) {
    return !call.arguments().isEmpty()
        && (call.arguments().getFirst() instanceof String
            || call.arguments().getFirst() instanceof PipelineRef
            || (call.spec().mayAskForPipeline()
                && call.arguments().getFirst() instanceof Callback));
  }

  private void to(List<@Nullable Object> arguments, SourceLocation at) {
    var call = waitingForTo;
    waitingForTo = null;
    if (call == null || current == null) {
      throw new Misplaced("calling to() without a joint-filter");
    }
    var target =
        switch (arguments.isEmpty() ? null : arguments.getFirst()) {
          case String name -> new PipelineRef.Named(name);
          case ScriptCallback function -> inline(function, at);
          case null, default ->
              throw new IllegalArgumentException(
                  "argument #1 expects the name of a pipeline or a function $=>$...");
        };
    var all = new ArrayList<@Nullable Object>();
    all.add(target);
    all.addAll(call.arguments());
    current.calls().add(new PipelinePlan.Call(call.spec(), all, call.location()));
  }

  private PipelineRef.Inline inline(ScriptCallback function, SourceLocation at) {
    var plan = new PipelinePlan("", at);
    inPlace(function, plan);
    return new PipelineRef.Inline(plan);
  }

  /// Has a function of the form `$=>$...` write down a pipeline.
  void inPlace(ScriptCallback function, PipelinePlan plan) {
    var builder = new PlanBuilder(this, plan);
    function.build(builder);
    builder.end();
  }

  /// Functions that stand where `branch` expects pipelines are `$=>$...`.
  private List<@Nullable Object> inlinePipelines(
      FilterSpec spec, List<@Nullable Object> arguments, SourceLocation at) {
    var all = new ArrayList<@Nullable Object>(arguments);
    for (int i = 0; i < all.size(); i++) {
      if (spec.isInlinePipeline(i, all.size()) && all.get(i) instanceof ScriptCallback function) {
        all.set(i, inline(function, at));
      }
    }
    return all;
  }

  private void loadModules(FilterSpec spec, List<@Nullable Object> arguments, SourceLocation at) {
    if (!spec.namesModules() || arguments.isEmpty()) {
      return;
    }
    switch (arguments.getFirst()) {
      case String path -> moduleLoader.accept(path, at);
      case List<?> paths ->
          paths.stream()
              .filter(String.class::isInstance)
              .forEach(path -> moduleLoader.accept((String) Objects.requireNonNull(path), at));
      case null, default -> {}
    }
  }

  private void warnOfUnknownOptions(
      String method, ArgumentAdvice advice, List<@Nullable Object> arguments, SourceLocation at) {
    if (advice.options().isEmpty()
        || arguments.isEmpty()
        || !(arguments.getLast() instanceof ScriptObject object)) {
      return;
    }
    for (var name : object.properties().keySet()) {
      if (advice.options().stream().noneMatch(option -> option.name().equals(name))) {
        findings.option(
            Diagnostic.Severity.WARNING,
            DiagnosticId.UNKNOWN_OPTION,
            at,
            name,
            method + "(): option \"" + name + "\" is not known",
            advice.onUnknown(name));
      }
    }
  }

  /// What helps with the arguments of a filter.
  static ArgumentAdvice advice(FilterSpec spec) {
    return new ArgumentAdvice(spec.signature(), spec.parameters(), spec.options());
  }

  /// A call in the wrong place.
  private static final class Misplaced extends RuntimeException {
    private static final long serialVersionUID = 1;

    Misplaced(String message) {
      super(message, null, false, false);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }
}
