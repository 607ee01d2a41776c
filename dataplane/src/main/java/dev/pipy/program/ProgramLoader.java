package dev.pipy.program;

import dev.pipy.check.FileCheck;
import dev.pipy.codebase.Codebase;
import dev.pipy.codebase.CodebasePath;
import dev.pipy.codebase.DiagnosticId;
import dev.pipy.codebase.RecordedCodebase;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.downstream.Endpoint;
import dev.pipy.filter.spec.Linker;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.script.ScriptEngine;
import dev.pipy.script.ScriptModule;
import dev.pipy.script.ScriptRealm;
import dev.pipy.script.ScriptServices;
import dev.pipy.worker.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Loads a codebase once per worker: runs its scripts, links their pipelines, collects all
/// findings. Nothing that runs is touched. On the activating thread.
final class ProgramLoader {

  /// Errors that hide no link between pipelines.
  private static final Set<DiagnosticId> LEAVES_PLAN_WHOLE =
      EnumSet.of(DiagnosticId.UNDECLARED_NAME, DiagnosticId.UNKNOWN_FILTER);

  private static final Set<DiagnosticId> LEAVES_REACH_AS_IT_IS =
      EnumSet.of(
          DiagnosticId.UNDECLARED_NAME,
          DiagnosticId.WRONG_ARGUMENT,
          DiagnosticId.RECURSIVE_PIPELINE,
          DiagnosticId.DEFINED_TWICE,
          DiagnosticId.MALFORMED_DATA,
          DiagnosticId.CERTIFICATE_EXPIRED,
          DiagnosticId.KEY_MISMATCH);

  private final List<Worker> workers;
  private final ScriptEngine engine;
  private final WorkerProgram.Services services;

  ProgramLoader(List<Worker> workers, ScriptEngine engine, WorkerProgram.Services services) {
    this.workers = workers;
    this.engine = engine;
    this.services = services;
  }

  /// Loads as far as it goes; the findings say whether that is far enough to run.
  Attempt attempt(Activation activation, ScriptServices scriptServices) {
    boolean isStrict = activation.scrutiny() == Activation.Scrutiny.DEPLOY;
    var recorded =
        scriptServices.codebase() instanceof RecordedCodebase recording ? recording : null;
    var findings = new Findings(activation.codebase());
    var loads = new ArrayList<Load>();
    var shared = new HashMap<String, Object>();
    for (var worker : workers) {
      var realm = engine.newRealm(scriptServices, worker, workers.size());
      var load =
          new Load(
              realm,
              new WorkerProgram(worker, services, realm),
              scriptServices.codebase(),
              findings,
              shared,
              isStrict);
      loads.add(load);
      load.run(activation.main());
      if (findings.hasErrors()) {
        break;
      }
    }
    loads.getFirst().warnOfWhatIsNotReached();
    if (recorded != null) {
      recorded.stop();
      findings.addAll(FileCheck.of(activation.codebase(), recorded::wasRead));
    }
    return new Attempt(findings, loads);
  }

  /// What loading came to. Whoever asked for it closes the programs, or runs them.
  record Attempt(Findings findings, List<Load> loads) {

    /// The ports that the codebase means to listen on.
    Collection<ModulePlan.Listen> listens() {
      return loads.getFirst().claims.values();
    }

    /// What was loaded, one program a worker.
    List<WorkerProgram> programs() {
      return loads.stream().map(load -> load.program).toList();
    }

    /// What is to run, if there are no errors. Draws the pipelines for the log.
    Generation.Loaded loaded() {
      var first = loads.getFirst();
      first.drawGraphs();
      ListenerArrays.share(first.listens.keySet(), first.arrays);
      var picture = new GraphBuilder(first.modules.values(), first.linker);
      var ids = picture.layoutIds();
      loads.forEach(load -> load.program.addLayouts(ids, load.linker.layouts()));
      return new Generation.Loaded(
          programs(),
          first.listens,
          first.arrays,
          findings.all(),
          first.countPipelines(),
          first.countFilters(),
          picture.graph());
    }
  }

  /// One worker's load.
  static final class Load {

    private final ScriptRealm realm;
    private final WorkerProgram program;
    private final Codebase codebase;
    private final Findings findings;
    private final Map<String, ModulePlan> modules = new LinkedHashMap<>();
    private final Map<String, ScriptModule> scripts = new LinkedHashMap<>();
    private final Map<Endpoint, ModulePlan.Listen> listens = new LinkedHashMap<>();

    /// The same and what arrays begin with.
    private final Map<Endpoint, ModulePlan.Listen> claims = new LinkedHashMap<>();

    private final List<ModulePlan.ListenArray> arrays = new ArrayList<>();
    private final LayoutLinker linker;

    Load(
        ScriptRealm realm,
        WorkerProgram program,
        Codebase codebase,
        Findings findings,
        Map<String, Object> shared,
        boolean isStrict) {
      this.codebase = codebase;
      this.realm = realm;
      this.program = program;
      this.findings = findings;
      realm.host(new ProgramRealmHost(program, realm, modules, Assignment::new));
      this.linker = new LayoutLinker(program, modules, findings, shared, isStrict, Assignment::new);
    }

    /// Sets variables of one module.
    private final class Assignment implements Linker.ContextAssignment {

      private final ModulePlan module;

      Assignment(ModulePlan module) {
        this.module = module;
      }

      @Override
      public void assign(StreamContext context, Map<String, @Nullable Object> values) {
        realm.assign(context, Objects.requireNonNull(scripts.get(module.path())), values);
      }
    }

    void run(String main) {
      loadModule(main, new SourceLocation(main, 0, 0));
      findings.addAll(realm.bind());
      // even with errors: what can be linked shows more of them
      modules.values().forEach(this::link);
      if (!findings.hasErrors()) {
        warnIfNothingRuns(main);
      }
    }

    private void warnIfNothingRuns(String main) {
      if (modules.values().stream()
          .allMatch(module -> module.doors().isEmpty() && module.tasks().isEmpty())) {
        findings.warning(
            DiagnosticId.NO_ROOT_PIPELINE,
            new SourceLocation(main, 0, 0),
            "nothing listens and no task runs",
            "add .listen(port) or .task()");
      }
    }

    private void loadModule(String name, SourceLocation at) {
      var path = CodebasePath.normalize(name);
      if (path == null || codebase.read(path) == null) {
        findings.error(DiagnosticId.FILE_MISSING, at, "cannot load module: " + name);
        return;
      }
      if (modules.containsKey(path)) {
        return;
      }
      var plan = new ModulePlan(path);
      var builders = new ArrayList<PlanBuilder>();
      var script =
          realm.load(
              path,
              _ -> {
                var builder = new PlanBuilder(plan, findings, this::loadModule);
                builders.add(builder);
                return builder;
              });
      builders.forEach(PlanBuilder::end);
      if (script != null) {
        scripts.put(path, script);
      }
      if (script != null || hasWholePlan(path)) {
        // in the order in which loading ended: what is used stands before what uses it
        modules.put(path, plan);
      }
    }

    /// Whether a script that cannot run was written down to its end all the same.
    private boolean hasWholePlan(String path) {
      return realm.hasRun(path)
          && realm.diagnostics().stream()
              .filter(finding -> path.equals(finding.path()))
              .allMatch(finding -> !finding.isError() || LEAVES_PLAN_WHOLE.contains(finding.id()));
    }

    private void link(ModulePlan module) {
      for (var listen : module.listens()) {
        var layout = linker.link(module, listen.plan());
        if (listen.endpoint() != null) {
          claim(listen);
          listens.putIfAbsent(listen.endpoint(), listen);
          program.addPort(listen.endpoint(), layout, listen.options());
        }
      }
      for (var listen : module.arrays()) {
        program.addPorts(listen.array(), linker.link(module, listen.plan()));
        listen.listens().values().forEach(this::claim);
        arrays.add(listen);
      }
      for (var task : module.tasks()) {
        program.addTask(linker.link(module, task.plan()), task.schedule());
      }
      module.broken().forEach(plan -> linker.link(module, plan));
      module.named().values().forEach(plan -> linker.link(module, plan));
      if (module.entrance() != null) {
        linker.link(module, module.entrance());
      }
    }

    private void claim(ModulePlan.Listen listen) {
      var earlier = claims.putIfAbsent(listen.endpoint(), listen);
      if (earlier != null) {
        findings.error(
            DiagnosticId.DEFINED_TWICE,
            listen.location(),
            listen.plan().name() + " is defined already at " + earlier.location(),
            "one port has one pipeline: give one of them another port, or remove it");
      }
    }

    /// Says which named pipelines no event can get to, unless that may come from something else
    /// that is wrong.
    void warnOfWhatIsNotReached() {
      if (findings.all().stream()
          .anyMatch(
              finding -> !LEAVES_REACH_AS_IT_IS.contains(finding.id()) && finding.isError())) {
        return;
      }
      var roots = new ArrayList<PipelinePlan>();
      for (var module : modules.values()) {
        roots.addAll(module.doors());
        module.tasks().forEach(task -> roots.add(task.plan()));
        roots.addAll(module.broken());
      }
      var reached = linker.reach().from(roots);
      for (var module : modules.values()) {
        for (var plan : module.named().values()) {
          if (!reached.contains(plan)) {
            findings.warning(
                DiagnosticId.UNUSED_PIPELINE,
                plan.location(),
                "pipeline '" + plan.name() + "' is defined but never reached",
                "");
          }
        }
      }
    }

    void drawGraphs() {
      modules.values().forEach(module -> ModuleGraph.log(module, linker));
    }

    int countPipelines() {
      return modules.values().stream()
          .mapToInt(module -> module.doors().size() + module.tasks().size() + module.named().size())
          .sum();
    }

    int countFilters() {
      return linker.countFilters();
    }
  }
}
