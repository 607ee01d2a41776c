package dev.pipy.program;

import dev.pipy.codebase.Diagnostic;
import dev.pipy.codebase.FileMapCodebase;
import dev.pipy.codebase.SourceLocation;
import dev.pipy.filter.spec.Linker;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.script.HttpClient;
import dev.pipy.script.RealmHost;
import dev.pipy.script.ScriptCallback;
import dev.pipy.script.ScriptRealm;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a program does for its scripts on one worker. What they wait for ends with the program, and
/// no program waits for it. Confined to the worker once it runs.
final class ProgramRealmHost implements RealmHost, PipelineHost.SharedResource {

  private final WorkerProgram program;
  private final ScriptRealm realm;
  private final Map<String, ModulePlan> modules;
  private final Function<ModulePlan, Linker.ContextAssignment> assignments;
  private final Set<FileWatch> watches = new LinkedHashSet<>();
  private final Set<FileRun> runs = new LinkedHashSet<>();

  /// @param modules by path; those that are loaded later will be there
  ProgramRealmHost(
      WorkerProgram program,
      ScriptRealm realm,
      Map<String, ModulePlan> modules,
      Function<ModulePlan, Linker.ContextAssignment> assignments) {
    this.program = program;
    this.realm = realm;
    this.modules = modules;
    this.assignments = assignments;
    program.keep(this);
  }

  @Override
  public HttpClient client(String target, @Nullable Object options, @Nullable Object tls) {
    return HttpAgent.of(program, target, options, tls);
  }

  @Override
  public Collection<StreamContext> inbounds() {
    return program.contexts();
  }

  @Override
  public Collection<OutboundView> outbounds() {
    return program.outbounds();
  }

  @Override
  public void watch(String path, Consumer<List<String>> onChange) {
    var folder = program.folder();
    if (folder == null) {
      return; // it never changes
    }
    var holder = new FileWatch[1];
    holder[0] =
        new FileWatch(
            folder,
            path,
            program.service(Executor.class),
            program.worker(),
            changed -> {
              holder[0].stop();
              watches.remove(holder[0]);
              onChange.accept(changed);
            });
    watches.add(holder[0]);
    holder[0].start();
  }

  @Override
  public void read(
      Path file,
      String module,
      ScriptCallback pipeline,
      @Nullable Object argument,
      Consumer<@Nullable Object> onEnd,
      Consumer<String> onFailure) {
    var plan = modules.get(module);
    if (plan == null) {
      onFailure.accept(module + " has no pipelines");
      return;
    }
    var findings = new Findings(new FileMapCodebase(Map.of()));
    var builder = new PlanBuilder(plan, findings, (_, _) -> {});
    var at = new SourceLocation(module, 0, 0);
    var built = new PipelinePlan("", at);
    findings.addAll(realm.foundBy(() -> builder.inPlace(pipeline, built)));
    var run = new FileRun(program, file, built);
    run.link(new LayoutLinker(run, modules, findings, new HashMap<>(), false, assignments), plan);
    if (findings.hasErrors()) {
      run.close();
      var first = findings.all().stream().filter(Diagnostic::isError).findFirst().orElseThrow();
      onFailure.accept(first.place() + " " + first.message());
      return;
    }
    runs.add(run);
    run.start(
        argument,
        result -> {
          runs.remove(run);
          onEnd.accept(result);
        });
  }

  @Override
  public void drain() {}

  @Override
  public void close() {
    watches.forEach(FileWatch::stop);
    watches.clear();
    List.copyOf(runs).forEach(FileRun::close);
    runs.clear();
  }
}
