package dev.pipy.program;

import dev.pipy.event.Event;
import dev.pipy.filter.FilterCatalog;
import dev.pipy.pipeline.CallFailure;
import dev.pipy.pipeline.OutboundView;
import dev.pipy.pipeline.Pending;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineHost;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.pipeline.SystemAccess;
import dev.pipy.worker.Worker;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A file on its way through a pipeline that a script made for it. It is a host of its own, so that
/// what its filters share goes with it, however often a script does this. Confined to its worker.
final class FileRun implements PipelineHost {

  private final WorkerProgram program;
  private final PipelinePlan built;
  private final PipelinePlan root;
  private final List<SharedResource> resources = new ArrayList<>();
  private @Nullable PipelineLayout layout;
  private @Nullable Pipeline pipeline;
  private Consumer<@Nullable Object> onEnd = _ -> {};
  private boolean isOver;

  /// @param built what the script wants done with the file
  FileRun(WorkerProgram program, Path file, PipelinePlan built) {
    this.program = program;
    this.built = built;
    this.root = new PipelinePlan("pipy.read", built.location());
    var read = Objects.requireNonNull(FilterCatalog.find("read"));
    root.calls().add(new PipelinePlan.Call(read, List.of(file.toString()), built.location()));
    root.calls().addAll(built.calls());
    if (built.onStart() != null) {
      root.onStart(built.onStart());
    }
  }

  /// Links its pipeline; the linker has this as its host.
  void link(LayoutLinker linker, ModulePlan module) {
    layout = linker.link(module, root);
  }

  /// Begins to read.
  ///
  /// @param onEnd gets what the pipeline's `onEnd` returns, in a turn of its own; not after
  ///   [#close]
  void start(@Nullable Object argument, Consumer<@Nullable Object> onEnd) {
    this.onEnd = onEnd;
    var opened = Objects.requireNonNull(layout).open(newContext(), this::emitted);
    pipeline = opened;
    opened.start(argument);
    opened.input(new Event.Data(Unpooled.EMPTY_BUFFER));
  }

  private void emitted(Event event) {
    event.release();
    if (event instanceof Event.StreamEnd && !isOver) {
      // not from inside the pipeline's own delivery
      worker().atTurnEnd(this::end);
    }
  }

  private void end() {
    var ended = pipeline;
    if (isOver || ended == null) {
      return;
    }
    isOver = true;
    ended.close();
    release();
    switch (result(ended.context())) {
      case Pending pending -> pending.whenSettled(onEnd, _ -> onEnd.accept(null));
      case null -> onEnd.accept(null);
      case Object result -> onEnd.accept(result);
    }
  }

  private @Nullable Object result(StreamContext context) {
    var function = built.onEnd();
    try {
      return function == null ? null : function.call(context);
    } catch (CallFailure reported) {
      return null; // the log has it
    }
  }

  /// Gives it up.
  void close() {
    isOver = true;
    if (pipeline != null) {
      pipeline.close();
    }
    release();
  }

  private void release() {
    resources.forEach(SharedResource::close);
    resources.clear();
  }

  @Override
  public Worker worker() {
    return program.worker();
  }

  @Override
  public StreamContext newContext() {
    return program.newContext();
  }

  @Override
  public void keep(SharedResource resource) {
    resources.add(resource);
  }

  @Override
  public <T> T service(Class<T> type) {
    return program.service(type);
  }

  @Override
  public SystemAccess systemAccess() {
    return program.systemAccess();
  }

  @Override
  public @Nullable Path workingFolder() {
    return program.workingFolder();
  }

  @Override
  public Set<OutboundView> outbounds() {
    return program.outbounds();
  }

  @Override
  public boolean isDraining() {
    return program.isDraining();
  }

  @Override
  public boolean isStopping() {
    return program.isStopping();
  }

  @Override
  public void reportBug(String where, RuntimeException bug) {
    program.reportBug(where, bug);
  }
}
