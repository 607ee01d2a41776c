package dev.pipy.program;

import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.Diagnostic;
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
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes layouts of plans: reads the arguments of each filter call and resolves the names of
/// pipelines, depth first, so that a pipeline that contains itself is noticed.
final class LayoutLinker {

  private final PipelineHost host;
  private final Map<String, ModulePlan> modules;
  private final Findings findings;
  private final Map<String, Object> shared;
  private final boolean isStrict;
  private final Function<ModulePlan, Linker.ContextAssignment> assignments;
  private final List<PipelineLayout> all = new ArrayList<>();
  private final Map<PipelineLayout, PipelinePlan> plans = new HashMap<>();
  private final Set<PipelinePlan.Call> asking = Collections.newSetFromMap(new IdentityHashMap<>());
  private Map<PipelinePlan, PipelineLayout> linked = new HashMap<>();
  private @Nullable PipelineLayout chainNext;
  private final Map<String, Integer> linkedAt = new HashMap<>();
  private final LinkedHashSet<PipelinePlan> inProgress = new LinkedHashSet<>();
  private final Reachability reach = new Reachability();

  /// @param modules by path
  /// @param shared what calls have in common on all workers, by place
  /// @param isStrict whether what would still start, such as with an expired certificate, is an
  ///   error
  LayoutLinker(
      PipelineHost host,
      Map<String, ModulePlan> modules,
      Findings findings,
      Map<String, Object> shared,
      boolean isStrict,
      Function<ModulePlan, Linker.ContextAssignment> assignments) {
    this.host = host;
    this.modules = modules;
    this.findings = findings;
    this.shared = shared;
    this.isStrict = isStrict;
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

  /// Which pipelines lead where, of all that was linked.
  Reachability reach() {
    return reach;
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
      reach.mention(inProgress.getLast(), module, call);
      return null;
    }
  }

  private void report(PipelinePlan.Call call, CallScope scope, ArgumentException failure) {
    if (scope.isReported) {
      return;
    }
    var complaint = String.valueOf(failure.getMessage());
    var message = call.spec().name() + "(): " + complaint;
    if (scope.problem != null) {
      findings.error(scope.problem, call.location(), message, scope.suggestion);
      return;
    }
    var advice = PlanBuilder.advice(call.spec()).on(complaint);
    var option = ArgumentAdvice.optionOf(complaint);
    if (option == null) {
      findings.error(DiagnosticId.WRONG_ARGUMENT, call.location(), message, advice);
    } else {
      findings.option(
          Diagnostic.Severity.ERROR,
          DiagnosticId.WRONG_ARGUMENT,
          call.location(),
          option,
          message,
          advice);
    }
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
      asking.add(call);
      module.named().values().forEach(plan -> reach.leads(inProgress.getLast(), plan));
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
      reach.leads(inProgress.getLast(), entrance);
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
    public void concern(Concern concern, String message) {
      var id =
          switch (concern) {
            case CERTIFICATE_EXPIRED, TRUST_EXPIRED -> DiagnosticId.CERTIFICATE_EXPIRED;
            case CERTIFICATE_EXPIRES_SOON -> DiagnosticId.CERTIFICATE_EXPIRES_SOON;
            case KEY_MISMATCH -> DiagnosticId.KEY_MISMATCH;
          };
      boolean isError =
          switch (concern) {
            // what ran yesterday still starts; who deploys is told
            case CERTIFICATE_EXPIRED -> isStrict;
            case KEY_MISMATCH -> true;
            case CERTIFICATE_EXPIRES_SOON, TRUST_EXPIRED -> false;
          };
      isReported |= concern == Concern.KEY_MISMATCH;
      findings.option(
          isError ? Diagnostic.Severity.ERROR : Diagnostic.Severity.WARNING,
          id,
          call.location(),
          concern == Concern.TRUST_EXPIRED ? "trusted" : "certificate",
          call.spec().name() + "(): " + message,
          "");
    }

    @Override
    public ContextAssignment assignment() {
      return assignments.apply(module);
    }

    /// Names of pipelines from one back to itself, such as "a -> b -> a".
    private String circle(PipelinePlan again) {
      return inProgress.stream()
              .dropWhile(plan -> plan != again)
              .map(plan -> (plan.name().isEmpty() ? "$=>$" : plan.name()) + " -> ")
              .collect(Collectors.joining())
          + again.name();
    }

    private PipelineLayout branch(ModulePlan owner, PipelinePlan plan) {
      if (inProgress.contains(plan)) {
        problem = DiagnosticId.RECURSIVE_PIPELINE;
        throw new ArgumentException("recursive pipeline: " + circle(plan));
      }
      reach.leads(inProgress.getLast(), plan);
      var layout = link(owner, plan);
      branches.add(layout);
      return layout;
    }
  }
}
