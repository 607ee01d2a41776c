package dev.pipy.program;

import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.filter.spec.Args;
import dev.pipy.filter.spec.ArgumentException;
import dev.pipy.filter.spec.Linker;
import dev.pipy.filter.spec.PipelineRef;
import dev.pipy.filter.spec.Spelling;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes layouts of plans: reads the arguments of each filter call and resolves the names of
/// pipelines, depth first, so that a pipeline that contains itself is noticed.
final class LayoutLinker {

  private final PipelineHost host;
  private final Map<String, ModulePlan> modules;
  private final Findings findings;
  private final Map<String, Object> shared;
  private final Function<ModulePlan, Linker.ContextAssignment> assignments;
  private final List<PipelineLayout> all = new ArrayList<>();
  private final Map<PipelineLayout, PipelinePlan> plans = new HashMap<>();
  private final Set<PipelinePlan.Call> asking = Collections.newSetFromMap(new IdentityHashMap<>());
  private Map<PipelinePlan, PipelineLayout> linked = new HashMap<>();
  private @Nullable PipelineLayout chainNext;
  private final Map<String, Integer> linkedAt = new HashMap<>();
  private final Set<PipelinePlan> inProgress = new LinkedHashSet<>();
  private final Set<PipelinePlan> referenced = new HashSet<>();
  private final Set<ModulePlan> namesAreAsked = new HashSet<>();

  /// @param modules by path
  /// @param shared what calls have in common on all workers, by place
  LayoutLinker(
      PipelineHost host,
      Map<String, ModulePlan> modules,
      Findings findings,
      Map<String, Object> shared,
      Function<ModulePlan, Linker.ContextAssignment> assignments) {
    this.host = host;
    this.modules = modules;
    this.findings = findings;
    this.shared = shared;
    this.assignments = assignments;
  }

  /// The layout of a plan of `module`.
  PipelineLayout link(ModulePlan module, PipelinePlan plan) {
    var known = linked.get(plan);
    if (known != null) {
      return known;
    }
    inProgress.add(plan);
    var nodes = new ArrayList<PipelineLayout.Node>();
    for (var call : plan.calls()) {
      var node = node(module, call);
      if (node != null) {
        nodes.add(node);
      }
    }
    inProgress.remove(plan);
    var layout =
        new PipelineLayout(
            host,
            module.path(),
            plan.name(),
            nodes,
            plan.onStart() == null ? null : new StartEvents(plan.onStart()),
            plan.onEnd());
    linked.put(plan, layout);
    all.add(layout);
    plans.put(layout, plan);
    return layout;
  }

  /// All layouts, in the order in which they were linked, which is the same on all workers.
  List<PipelineLayout> layouts() {
    return all;
  }

  /// What a layout was made of.
  PipelinePlan plan(PipelineLayout layout) {
    return Objects.requireNonNull(plans.get(layout));
  }

  /// Whether a function of the call says the name of a pipeline once the program runs.
  boolean asksForNames(PipelinePlan.Call call) {
    return asking.contains(call);
  }

  /// Whether a filter hands events to the plan.
  boolean isReferenced(PipelinePlan plan) {
    return referenced.contains(plan)
        || namesAreAsked.stream().anyMatch(module -> module.named().containsValue(plan));
  }

  /// Number of filters in all layouts.
  int countFilters() {
    return all.stream().mapToInt(layout -> layout.nodes().size()).sum();
  }

  private PipelineLayout.@Nullable Node node(ModulePlan module, PipelinePlan.Call call) {
    // all workers link the same calls in the same order
    var place = call.location() + " " + call.spec().name();
    var scope = new CallScope(module, call, place + " " + linkedAt.merge(place, 1, Integer::sum));
    try {
      var arguments = Args.of(call.spec(), call.arguments(), scope);
      var factory = call.spec().maker().apply(arguments);
      return new PipelineLayout.Node(
          call.spec().name(), call.location().toString(), factory, scope.branches);
    } catch (ArgumentException complaint) {
      report(call, scope, complaint);
      return null;
    }
  }

  private void report(PipelinePlan.Call call, CallScope scope, ArgumentException complaint) {
    if (scope.isReported) {
      return;
    }
    var id = scope.problem == null ? DiagnosticId.WRONG_ARGUMENT : scope.problem;
    var suggestion =
        id == DiagnosticId.WRONG_ARGUMENT ? "usage: " + call.spec().signature() : scope.suggestion;
    findings.error(
        id, call.location(), call.spec().name() + "(): " + complaint.getMessage(), suggestion);
  }

  /// The linker as one call sees it.
  private final class CallScope implements Linker {

    private final ModulePlan module;
    private final PipelinePlan.Call call;
    private final String place;
    private final List<PipelineLayout> branches = new ArrayList<>();
    private @Nullable DiagnosticId problem;
    private String suggestion = "";
    private boolean isReported;

    CallScope(ModulePlan module, PipelinePlan.Call call, String place) {
      this.module = module;
      this.call = call;
      this.place = place;
    }

    @Override
    public PipelineHost host() {
      return host;
    }

    @Override
    public PipelineLayout pipeline(PipelineRef ref) {
      return switch (ref) {
        case PipelineRef.Inline(Object plan) -> branch(module, (PipelinePlan) plan);
        case PipelineRef.Named(String name) -> {
          var plan = module.named().get(name);
          if (plan == null) {
            problem = DiagnosticId.PIPELINE_NOT_FOUND;
            suggestion = Spelling.advice(name, module.named().keySet());
            throw new ArgumentException("pipeline not found: " + name);
          }
          yield branch(module, plan);
        }
      };
    }

    @Override
    public Function<String, @Nullable PipelineLayout> pipelinesByName() {
      // any of them may be meant, and all are linked in the end
      var all = linked;
      namesAreAsked.add(module);
      asking.add(call);
      return name -> {
        var plan = module.named().get(name);
        return plan == null ? null : all.get(plan);
      };
    }

    @Override
    public @Nullable PipelineLayout pipelineOf(String modulePath, String name) {
      var path = CodebasePath.normalize(modulePath);
      var other = path == null ? null : modules.get(path);
      if (other == null) {
        throw notLoaded(modulePath);
      }
      var plan = name.isEmpty() ? other.entrance() : other.named().get(name);
      return plan == null ? null : branch(other, plan);
    }

    @Override
    public PipelineLayout chain(List<String> modulePaths) {
      @Nullable PipelineLayout next = null;
      for (var modulePath : modulePaths.reversed()) {
        next = chained(modulePath, next);
      }
      if (next == null) {
        throw new ArgumentException("argument #1 expects one file or more");
      }
      branches.add(next);
      return next;
    }

    /// The entrance of a module, linked anew: where its `chain()` leads on depends on the chain.
    private PipelineLayout chained(String modulePath, @Nullable PipelineLayout next) {
      var path = CodebasePath.normalize(modulePath);
      var other = path == null ? null : modules.get(path);
      if (other == null) {
        throw notLoaded(modulePath);
      }
      var entrance = other.entrance();
      if (entrance == null) {
        problem = DiagnosticId.PIPELINE_NOT_FOUND;
        suggestion = "add .pipeline() without a name to " + path;
        throw new ArgumentException("entrance pipeline not found in module " + path);
      }
      if (inProgress.contains(entrance)) {
        problem = DiagnosticId.RECURSIVE_PIPELINE;
        throw new ArgumentException("recursive chain: " + path);
      }
      referenced.add(entrance);
      var linkedOutside = linked;
      var nextOutside = chainNext;
      linked = new HashMap<>();
      chainNext = next;
      try {
        return link(other, entrance);
      } finally {
        linked = linkedOutside;
        chainNext = nextOutside;
      }
    }

    @Override
    public @Nullable PipelineLayout chainNext() {
      if (chainNext != null) {
        branches.add(chainNext);
      }
      return chainNext;
    }

    /// Why a module did not load was reported when it was tried.
    private ArgumentException notLoaded(String modulePath) {
      isReported = true;
      return new ArgumentException("cannot load module: " + modulePath);
    }

    @Override
    @SuppressWarnings("unchecked") // a call has one maker
    public <T> T shared(Supplier<T> maker) {
      return (T) shared.computeIfAbsent(place, _ -> maker.get());
    }

    @Override
    public ContextAssignment assignment() {
      return assignments.apply(module);
    }

    private PipelineLayout branch(ModulePlan owner, PipelinePlan plan) {
      if (inProgress.contains(plan)) {
        problem = DiagnosticId.RECURSIVE_PIPELINE;
        throw new ArgumentException("recursive pipeline: " + plan.name());
      }
      referenced.add(plan);
      var layout = link(owner, plan);
      branches.add(layout);
      return layout;
    }
  }
}
