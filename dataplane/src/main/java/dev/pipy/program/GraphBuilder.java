package dev.pipy.program;

import dev.pipy.pipeline.Callback;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.program.ProgramGraph.Choice;
import dev.pipy.program.ProgramGraph.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Takes the picture of modules that were linked without errors. A pipeline that chains link anew
/// is one pipeline here, which leads to all that the chains go on with.
final class GraphBuilder {

  private final LayoutLinker linker;
  private final Map<PipelinePlan, List<PipelineLayout>> layouts = new HashMap<>();
  private final Map<PipelinePlan, Root> roots = new LinkedHashMap<>();
  private final Map<PipelinePlan, String> ids = new HashMap<>();
  private final List<ProgramGraph.Pipeline> pipelines = new ArrayList<>();

  private record Root(Kind kind, String name) {}

  GraphBuilder(Collection<ModulePlan> modules, LayoutLinker linker) {
    this.linker = linker;
    for (var layout : linker.layouts()) {
      layouts.computeIfAbsent(linker.plan(layout), _ -> new ArrayList<>()).add(layout);
    }
    modules.forEach(this::addListeners);
    modules.forEach(this::addTasks);
    modules.forEach(this::addNamed);
    roots.forEach((plan, root) -> draw(plan, root.kind(), root.name()));
  }

  /// The picture.
  ProgramGraph graph() {
    return new ProgramGraph(pipelines);
  }

  /// The id of each layout, in the order in which all workers link them.
  List<String> layoutIds() {
    return linker.layouts().stream()
        .map(layout -> Objects.requireNonNull(ids.get(linker.plan(layout))))
        .toList();
  }

  private void addListeners(ModulePlan module) {
    int unused = 0;
    for (var listen : module.listens()) {
      var endpoint = listen.endpoint();
      if (endpoint == null) {
        add(listen.plan(), Kind.LISTENER, "0", "listen:" + module.path() + ":" + ++unused);
      } else {
        add(listen.plan(), Kind.LISTENER, endpoint.toString(), "listen:" + endpoint);
      }
    }
    int count = 0;
    for (var listen : module.arrays()) {
      add(listen.plan(), Kind.LISTENER, "array", "listen:" + module.path() + ":array" + ++count);
    }
  }

  private void addTasks(ModulePlan module) {
    int count = 0;
    for (var task : module.tasks()) {
      add(task.plan(), Kind.TASK, when(task.schedule()), "task:" + module.path() + ":" + ++count);
    }
  }

  private static String when(TaskSchedule schedule) {
    return switch (schedule) {
      case TaskSchedule.Once _ -> "at start";
      case TaskSchedule.Every(var interval) ->
          "every "
              + (interval.toMillis() % 1000 == 0
                  ? interval.toSeconds() + " s"
                  : interval.toMillis() + " ms");
      case TaskSchedule.OnSignal(var name) -> "on " + name;
      case TaskSchedule.AtExit _ -> "at exit";
      case TaskSchedule.OnChange(var path) -> "on change of " + path;
      case TaskSchedule.OnRequest(var prefix) -> "on requests to " + prefix;
    };
  }

  private void addNamed(ModulePlan module) {
    var entrance = module.entrance();
    if (entrance != null) {
      add(entrance, Kind.ENTRANCE, "", module.path() + ":");
    }
    module.named().forEach((name, plan) -> add(plan, Kind.NAMED, name, module.path() + ":" + name));
  }

  private void add(PipelinePlan plan, Kind kind, String name, String id) {
    roots.put(plan, new Root(kind, name));
    ids.put(plan, id);
  }

  private void draw(PipelinePlan plan, Kind kind, String name) {
    var id = Objects.requireNonNull(ids.get(plan));
    var filters = new ArrayList<ProgramGraph.Filter>();
    var inPlace = new ArrayList<PipelinePlan>();
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < plan.calls().size(); i++) {
      var call = plan.calls().get(i);
      var filterName = call.spec().name();
      int nth = counts.merge(filterName, 1, Integer::sum);
      var leadsTo = new ArrayList<String>();
      for (var target : targets(plan, i)) {
        if (!ids.containsKey(target)) {
          ids.put(target, id + "/" + filterName + nth + "." + (leadsTo.size() + 1));
          inPlace.add(target);
        }
        leadsTo.add(Objects.requireNonNull(ids.get(target)));
      }
      filters.add(
          new ProgramGraph.Filter(
              filterName, ArgumentText.of(call), call.location(), choice(call), leadsTo));
    }
    pipelines.add(new ProgramGraph.Pipeline(id, kind, name, plan.location(), filters));
    inPlace.forEach(inline -> draw(inline, Kind.INLINE, ""));
  }

  private Set<PipelinePlan> targets(PipelinePlan plan, int call) {
    var targets = new LinkedHashSet<PipelinePlan>();
    for (var layout : layouts.getOrDefault(plan, List.of())) {
      layout.nodes().get(call).branches().forEach(branch -> targets.add(linker.plan(branch)));
    }
    return targets;
  }

  private Choice choice(PipelinePlan.Call call) {
    if (linker.asksForNames(call)) {
      return Choice.BY_NAME;
    }
    boolean hasFunction = call.arguments().stream().anyMatch(Callback.class::isInstance);
    boolean isChoice = call.spec().isVariadic() || call.spec().namesModules();
    return hasFunction && isChoice ? Choice.BY_CONDITION : Choice.FIXED;
  }
}
