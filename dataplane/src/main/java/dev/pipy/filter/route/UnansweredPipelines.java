package dev.pipy.filter.route;

import dev.pipy.event.Event;
import dev.pipy.pipeline.Output;
import dev.pipy.pipeline.Pipeline;
import dev.pipy.pipeline.PipelineLayout;
import dev.pipy.pipeline.StreamContext;
import dev.pipy.worker.Worker;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pipelines whose output nobody waits for. Each goes on until it ends its stream; when too many
/// do, the oldest is closed. Confined to a worker.
final class UnansweredPipelines {

  private final Worker worker;
  private final int most;
  private final ArrayDeque<Pipeline> open = new ArrayDeque<>();

  /// @param most that may be open
  UnansweredPipelines(Worker worker, int most) {
    this.worker = worker;
    this.most = most;
  }

  /// Opens one, to be fed by the caller.
  Pipeline open(PipelineLayout layout, StreamContext context) {
    if (open.size() >= most) {
      open.remove().close();
    }
    var drain = new Drain();
    var pipeline = layout.open(context, drain);
    drain.pipeline = pipeline;
    open.add(pipeline);
    return pipeline;
  }

  /// Closes all.
  void close() {
    List.copyOf(open).forEach(Pipeline::close);
    open.clear();
  }

  private final class Drain implements Output {

    private @Nullable Pipeline pipeline;

    @Override
    public void emit(Event event) {
      event.release();
      if (event instanceof Event.StreamEnd && pipeline != null && open.remove(pipeline)) {
        worker.atTurnEnd(pipeline::close); // not from inside its own delivery
      }
    }
  }
}
