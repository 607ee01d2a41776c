package dev.pipy.program;

import dev.pipy.filter.spec.PipelineRef;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Which pipelines lead to which others. Filled while layouts are linked.
final class Reachability {

  private final Map<PipelinePlan, Set<PipelinePlan>> leads = new HashMap<>();
  private final Set<PipelinePlan> targets = new HashSet<>();

  /// A filter in one pipeline hands events to another.
  void leads(PipelinePlan from, PipelinePlan to) {
    leads.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(to);
    targets.add(to);
  }

  /// Whether any pipeline leads to this one.
  boolean isTarget(PipelinePlan plan) {
    return targets.contains(plan);
  }

  /// A call that cannot be linked: all pipelines of the module that its arguments name are meant.
  void mention(PipelinePlan from, ModulePlan module, PipelinePlan.Call call) {
    for (var argument : call.arguments()) {
      var name =
          switch (argument) {
            case PipelineRef.Named(String given) -> given;
            case String given -> given;
            case null, default -> null; // nor are values of scripts asked what they are
          };
      var plan = name == null ? null : module.named().get(name);
      if (plan != null) {
        leads(from, plan);
      }
    }
  }

  /// All pipelines that events can get to from where they enter.
  Set<PipelinePlan> from(Collection<PipelinePlan> roots) {
    var reached = new HashSet<>(roots);
    var next = new ArrayDeque<>(roots);
    while (!next.isEmpty()) {
      for (var plan : leads.getOrDefault(next.poll(), Set.of())) {
        if (reached.add(plan)) {
          next.add(plan);
        }
      }
    }
    return reached;
  }
}
